package dev.scaleproof.jobs;

import java.time.Duration;

/**
 * Hears what a consumer does, for metrics and logs. Calls come from several threads at once and
 * must not block; what they throw is ignored.
 */
public interface ConsumerObserver {
  /** An attempt begins. */
  default void started(Job job) {}

  /** A result was stored; {@code took} is the time of this attempt. */
  default void done(Job job, Duration took) {}

  /** The attempt failed and another follows; {@code took} is the time of this attempt. */
  default void retried(Job job, String reason, Duration took) {}

  /** A job became a dead letter: by its handler's word, its deliveries, or its form. */
  default void dead(String id, String reason) {}

  /** A job that another worker held past its lease is delivered again. */
  default void redelivered(String id) {}

  /** A delivery or a result of a job that had its result already; it was dropped. */
  default void duplicate(String id) {}

  /** Another worker has taken the job over, while this one still works on it. */
  default void leaseLost(Job job) {}

  /** The job went back to the queue unfinished, because this consumer stops. */
  default void handedBack(Job job) {}

  /** Redis could not be asked; the consumer tries again. */
  default void trouble(QueueException trouble) {}
}
