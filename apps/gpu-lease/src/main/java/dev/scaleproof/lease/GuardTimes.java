package dev.scaleproof.lease;

import java.time.Duration;

/** How fast the guard is; what is promised in the documentation stands here. */
public final class GuardTimes {
  /** It looks at least this often. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** From the end of a lease to the replicas being 0, while the guard is alive. */
  public static final Duration ALIVE = Duration.ofSeconds(10);

  /** The same while only the CronJob is left. */
  public static final Duration SWEEP = Duration.ofMinutes(2);

  /** How long GPUs may be there without any lease. */
  public static final Duration GRACE = Duration.ofMinutes(2);

  private GuardTimes() {}
}
