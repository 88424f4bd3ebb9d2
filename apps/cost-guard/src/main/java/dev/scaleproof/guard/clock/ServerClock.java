package dev.scaleproof.guard.clock;

import java.time.Instant;
import java.util.Optional;

/**
 * The API server's clock, by the Date of its answers and the monotonic time since; this machine's
 * own clock is never looked at, so it may jump. Behind the server's by less than a second and one
 * answer's way; ahead only where the server's clock was set back, until its next answers.
 * Thread-safe.
 */
public final class ServerClock {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private boolean known;

  /** Server's nanoseconds since 1970 less this machine's monotonic ones. */
  private long offset;

  /**
   * Learns from an answer.
   *
   * @param date its Date header, in whole seconds
   * @param sentNanos monotonic time before the request was sent
   * @param receivedNanos monotonic time when the answer was there
   */
  public synchronized void answered(Instant date, long sentNanos, long receivedNanos) {
    long server = Math.multiplyExact(date.getEpochSecond(), NANOS_PER_SECOND);
    // The header was written in that second, between sending and receiving.
    long least = server - receivedNanos;
    long most = server + NANOS_PER_SECOND - sentNanos;
    // What cannot be true is learned anew, and from below: being behind by a second ends a lease a
    // second late, being ahead would end it before its time.
    if (!known || offset < least || offset > most) {
      known = true;
      offset = least;
    }
  }

  /** The server's time; empty before its first answer. */
  public synchronized Optional<Instant> now(long monotonicNanos) {
    return known
        ? Optional.of(Instant.ofEpochSecond(0, offset + monotonicNanos))
        : Optional.empty();
  }
}
