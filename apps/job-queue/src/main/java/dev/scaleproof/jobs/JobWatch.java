package dev.scaleproof.jobs;

/** A running watch; closing it ends the calls to its listener. */
@FunctionalInterface
public interface JobWatch extends AutoCloseable {
  @Override
  void close();
}
