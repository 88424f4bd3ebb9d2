package dev.scaleproof.jobs;

import java.time.Duration;

/** How an attempt at a job ended. */
public sealed interface JobOutcome {
  /**
   * The job is done.
   *
   * @param result JSON, at most {@link #LARGEST_RESULT} bytes in UTF-8; anything larger makes the
   *     job a dead letter
   */
  record Done(String result) implements JobOutcome {}

  /**
   * Another attempt may succeed: the job comes again after a back-off, or becomes a dead letter
   * when it has had its deliveries.
   *
   * @param atLeast how long to wait before the next attempt in any case, such as a server's
   *     Retry-After; the back-off applies if it is longer
   */
  record Retry(String reason, Duration atLeast) implements JobOutcome {
    public Retry(String reason) {
      this(reason, Duration.ZERO);
    }
  }

  /** No attempt can succeed: the job becomes a dead letter at once. */
  record Failed(String reason) implements JobOutcome {}

  /** Bytes of a result. */
  int LARGEST_RESULT = 1 << 20;
}
