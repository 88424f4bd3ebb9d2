package dev.scaleproof.demo.clock;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Simulated time since a start: wall time multiplied by a speed. Immutable and thread-safe.
 *
 * @param wallNanos a monotonic clock such as {@link System#nanoTime}; its origin does not matter
 * @param startNanos its reading at simulated time zero
 * @param speed simulated seconds in a wall second, above 0
 */
public record SimulatedClock(LongSupplier wallNanos, long startNanos, double speed) {
  public SimulatedClock {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be above 0: " + speed);
    }
  }

  /** A clock that reads zero now. */
  public static SimulatedClock startingNow(LongSupplier wallNanos, double speed) {
    return new SimulatedClock(wallNanos, wallNanos.getAsLong(), speed);
  }

  /** Simulated time since the start; negative before it. */
  public Duration now() {
    return at(wallNanos.getAsLong());
  }

  /** The simulated time of a reading of the wall clock. */
  public Duration at(long nanos) {
    return Duration.ofNanos((long) ((nanos - startNanos) * speed));
  }

  /** How much wall time passes in a span of simulated time. */
  public Duration toWall(Duration simulated) {
    return Duration.ofNanos((long) (simulated.toNanos() / speed));
  }
}
