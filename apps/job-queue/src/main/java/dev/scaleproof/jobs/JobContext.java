package dev.scaleproof.jobs;

/** What a handler may do while it works. Thread-safe. */
public interface JobContext {
  /**
   * Shows {@code progress} in the job's state to whoever watches it. Best effort: trouble with
   * Redis goes to the consumer's observer, and nothing is written once the lease is lost.
   *
   * @param progress a word or a line; cut after 500 characters
   */
  void progress(String progress);

  /** Whether another worker has taken the job over, or the job is no longer wanted here. */
  boolean cancelled();
}
