package dev.scaleproof.bench.measure;

/** Starts targets anew, for what can only be measured on a fresh process. */
public interface TargetSource {

  /** A new process that is set up as the target of this name is, ready to serve. */
  Target start(String name) throws InterruptedException;

  void end(Target target);
}
