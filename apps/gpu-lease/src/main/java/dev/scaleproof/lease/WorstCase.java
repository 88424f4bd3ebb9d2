package dev.scaleproof.lease;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * The most that a lease can cost while the guard is alive: every replica up from its first second,
 * until the guard has ended it and the last pod has used its whole grace period.
 *
 * @param lease its duration
 * @param guard from its end to the guard's action: {@link GuardTimes#ALIVE}
 * @param drain the pods' terminationGracePeriodSeconds
 * @param replicas how many at once
 * @param gpus of one replica
 * @param usdPerGpuHour the price
 */
public record WorstCase(
    Duration lease, Duration guard, Duration drain, int replicas, int gpus, double usdPerGpuHour) {
  private static final double MILLIS_PER_HOUR = 3_600_000;
  private static final int CENTS = 2;

  public WorstCase {
    if (lease.isNegative() || guard.isNegative() || drain.isNegative()) {
      throw new IllegalArgumentException("a duration is negative");
    }
    if (replicas < 0 || gpus < 0 || usdPerGpuHour < 0) {
      throw new IllegalArgumentException("replicas, GPUs and price cannot be negative");
    }
  }

  /** With a guard that is as fast as it promises. */
  public static WorstCase of(
      Duration lease, Duration drain, int replicas, int gpus, double usdPerGpuHour) {
    return new WorstCase(lease, GuardTimes.ALIVE, drain, replicas, gpus, usdPerGpuHour);
  }

  /** In USD. */
  public double usd() {
    Duration longest = lease.plus(guard).plus(drain);
    return longest.toMillis() / MILLIS_PER_HOUR * replicas * gpus * usdPerGpuHour;
  }

  /** In USD, rounded up to the cent: a budget of this much never ends the lease before its time. */
  public double usdRoundedUp() {
    return BigDecimal.valueOf(usd()).setScale(CENTS, RoundingMode.CEILING).doubleValue();
  }
}
