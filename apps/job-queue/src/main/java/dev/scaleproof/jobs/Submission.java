package dev.scaleproof.jobs;

/**
 * What became of a job that was handed in.
 *
 * @param id of the new job, or of the one that holds the idempotency key
 */
public record Submission(String id, Kind kind) {
  /** How the idempotency key decided. */
  public enum Kind {
    /** A new job; it is on Redis' disk if Redis runs with {@code appendfsync always}. */
    CREATED,
    /** The same document came with the same key before: nothing was added. */
    EXISTING,
    /** Another document came with the same key before: nothing was added. */
    CONFLICT
  }
}
