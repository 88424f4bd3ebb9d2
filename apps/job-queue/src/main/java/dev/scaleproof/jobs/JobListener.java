package dev.scaleproof.jobs;

/**
 * Hears of a watched job. Calls for one watch come one after the other, on a thread of the Redis
 * client: they must not block.
 */
public interface JobListener {
  /**
   * The job's state at the start of the watch, then each different one that was read. States that
   * follow each other fast may be skipped, the final one never.
   */
  void changed(JobState state);

  /** There is no such job, or no more. */
  default void gone() {}

  /** Redis could not be asked; the watch goes on and asks again. */
  default void failed(QueueException trouble) {}
}
