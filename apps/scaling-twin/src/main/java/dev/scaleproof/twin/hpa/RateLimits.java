package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.spec.Behavior;
import dev.scaleproof.twin.spec.ScalingRules;
import dev.scaleproof.twin.spec.ScalingRules.Policy;
import dev.scaleproof.twin.spec.ScalingRules.PolicyType;
import dev.scaleproof.twin.spec.ScalingRules.SelectPolicy;
import java.time.Duration;

/** How far one sync may go ({@code horizontal.go}). */
final class RateLimits {
  private RateLimits() {}

  /**
   * A count that may be used.
   *
   * @param reason {@code DesiredWithinRange}, or what held it back
   */
  record Limited(int replicas, String reason, String message) {}

  /** convertDesiredReplicasWithRules: at most twice the current count, or four, without history. */
  static Limited withoutBehavior(int current, int desired, int minimum, int maximum) {
    int upLimit = GoNumber.toInt32(Math.max(2.0 * current, 4.0));
    if (desired < minimum) {
      return tooFew(minimum);
    }
    if (desired > Math.min(maximum, upLimit)) {
      return maximum > upLimit ? upLimit(upLimit) : tooMany(maximum);
    }
    return within(desired);
  }

  /** convertDesiredReplicasWithBehaviorRate. */
  static Limited withBehavior(
      int current,
      int desired,
      int minimum,
      int maximum,
      Behavior behavior,
      ScaleEvents ups,
      ScaleEvents downs,
      Duration now) {
    if (desired > current) {
      int limit = Math.max(current, upLimit(current, behavior.scaleUp(), ups, downs, now));
      if (desired > Math.min(maximum, limit)) {
        return maximum > limit ? upLimit(limit) : tooMany(maximum);
      }
    } else if (desired < current) {
      int limit = Math.min(current, downLimit(current, behavior.scaleDown(), ups, downs, now));
      if (desired < Math.max(minimum, limit)) {
        return minimum < limit
            ? new Limited(
                limit,
                "ScaleDownLimit",
                "the desired replica count is decreasing faster than the maximum scale rate")
            : tooFew(minimum);
      }
    }
    return within(desired);
  }

  /** calculateScaleUpLimitWithScalingRules: per cent are rounded up, or 1 could never grow. */
  static int upLimit(
      int current, ScalingRules rules, ScaleEvents ups, ScaleEvents downs, Duration now) {
    if (rules.selectPolicy() == SelectPolicy.DISABLED) {
      return current;
    }
    boolean least = rules.selectPolicy() == SelectPolicy.MIN;
    int result = least ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    for (Policy policy : rules.policies()) {
      int start = periodStart(current, policy, ups, downs, now);
      int proposed =
          policy.type() == PolicyType.PODS
              ? start + policy.value()
              : GoNumber.toInt32(Math.ceil(start * (1 + (double) policy.value() / 100)));
      result = least ? Math.min(result, proposed) : Math.max(result, proposed);
    }
    return result;
  }

  /** calculateScaleDownLimitWithBehaviors: per cent are cut off. */
  static int downLimit(
      int current, ScalingRules rules, ScaleEvents ups, ScaleEvents downs, Duration now) {
    if (rules.selectPolicy() == SelectPolicy.DISABLED) {
      return current;
    }
    boolean least = rules.selectPolicy() == SelectPolicy.MIN;
    int result = least ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    for (Policy policy : rules.policies()) {
      int start = periodStart(current, policy, ups, downs, now);
      int proposed =
          policy.type() == PolicyType.PODS
              ? start - policy.value()
              : GoNumber.toInt32(start * (1 - (double) policy.value() / 100));
      result = least ? Math.max(result, proposed) : Math.min(result, proposed);
    }
    return result;
  }

  private static int periodStart(
      int current, Policy policy, ScaleEvents ups, ScaleEvents downs, Duration now) {
    Duration period = Duration.ofSeconds(policy.periodSeconds());
    return current - ups.changeWithin(period, now) + downs.changeWithin(period, now);
  }

  private static Limited within(int desired) {
    return new Limited(
        desired, "DesiredWithinRange", "the desired count is within the acceptable range");
  }

  private static Limited upLimit(int limit) {
    return new Limited(
        limit,
        "ScaleUpLimit",
        "the desired replica count is increasing faster than the maximum scale rate");
  }

  private static Limited tooMany(int maximum) {
    return new Limited(
        maximum,
        "TooManyReplicas",
        "the desired replica count is more than the maximum replica count");
  }

  private static Limited tooFew(int minimum) {
    return new Limited(
        minimum,
        "TooFewReplicas",
        "the desired replica count is less than the minimum replica count");
  }
}
