package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.spec.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * How far a usage ratio may be from 1 without consequence ({@code Tolerances} in {@code
 * replica_calculator.go}, {@code tolerancesForHpa} in {@code horizontal.go}).
 */
public record Tolerances(double scaleUp, double scaleDown) {

  /** The same in both directions. */
  public static Tolerances of(double both) {
    return new Tolerances(both, both);
  }

  /** The controller's tolerance unless the behavior has its own. */
  static Tolerances of(double controller, @Nullable Behavior behavior) {
    if (behavior == null) {
      return of(controller);
    }
    Double up = behavior.scaleUp().tolerance();
    Double down = behavior.scaleDown().tolerance();
    return new Tolerances(up == null ? controller : up, down == null ? controller : down);
  }

  /** Both ends belong to it. */
  boolean isWithin(double usageRatio) {
    return 1.0 - scaleDown <= usageRatio && usageRatio <= 1.0 + scaleUp;
  }
}
