package dev.scaleproof.load;

import org.jspecify.annotations.Nullable;

/**
 * Decides when which request is sent. Time is passed in, as nanoseconds since the run's start. Not
 * thread-safe.
 */
sealed interface Pace permits ClosedPace, OpenPace {
  /** No request becomes due by the passing of time alone. */
  long NEVER = Long.MAX_VALUE;

  static Pace of(LoadPlan plan) {
    return plan.arrivals() instanceof Arrivals.ClosedLoop loop
        ? new ClosedPace(plan, loop)
        : new OpenPace(plan);
  }

  /** When the next request is due; {@link #NEVER} if only the end of one in flight can tell. */
  long next();

  /** Takes the next request if it is due; null if none is. */
  @Nullable Due poll(long now);

  /** A request that {@link #poll} gave has ended. */
  void ended(Due due, long now);

  /** True if requests that are due must be accounted for even if the run is stopped before. */
  boolean owes();

  /** The part of the plan that is behind, 0 to 1. */
  double done(long now);
}
