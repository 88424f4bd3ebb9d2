package dev.scaleproof.jobs;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a failed job waits: doubling from {@code first} up to {@code longest}, and of that a
 * random part between a half and all, so that jobs which failed together do not come back together.
 */
public record Backoff(Duration first, Duration longest) {
  public Backoff {
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "back-off: from %s to %s; want 0 <= first <= longest".formatted(first, longest));
    }
  }

  /**
   * @param failures so far, from 1
   * @param random gives numbers in [0, 1)
   */
  Duration after(int failures, DoubleSupplier random) {
    int doublings = Math.clamp(failures - 1, 0, 30);
    double full =
        Math.min((double) longest.toMillis(), Math.scalb((double) first.toMillis(), doublings));
    return Duration.ofMillis(Math.round(full * (0.5 + 0.5 * random.getAsDouble())));
  }
}
