package dev.scaleproof.bench.process;

/** A process ended or does not do what it was started for. The message is one line for people. */
public final class ChildException extends RuntimeException {
  public ChildException(String message) {
    super(message);
  }
}
