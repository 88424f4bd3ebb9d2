package dev.scaleproof.load;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The moments of an open loop, nanoseconds since the run's start, in order and without end. A pure
 * function of its arguments: the same seed gives the same moments. Not thread-safe.
 *
 * <p>Moments are the inverse of the integrated rate applied to a unit-rate process, so that a ramp
 * keeps the process Poisson (or evenly spaced) at every moment of it.
 */
final class Schedule {
  private final double rate;
  private final double rampSeconds;
  private final boolean poisson;
  private final SplittableRandom random;
  private double unit;

  Schedule(double ratePerSecond, Arrivals.Spacing spacing, Duration ramp, long seed) {
    rate = ratePerSecond;
    rampSeconds = ramp.toNanos() / 1e9;
    poisson = spacing == Arrivals.Spacing.POISSON;
    random = new SplittableRandom(seed);
  }

  long next() {
    // 1 - u is in (0, 1], whose logarithm is finite.
    unit += poisson ? -Math.log(1 - random.nextDouble()) : 1;
    return Math.round(seconds(unit) * 1e9);
  }

  /** The moment by which {@code count} arrivals are expected. */
  private double seconds(double count) {
    double duringRamp = rate * rampSeconds / 2;
    return count < duringRamp
        ? Math.sqrt(2 * count * rampSeconds / rate)
        : rampSeconds + (count - duringRamp) / rate;
  }
}
