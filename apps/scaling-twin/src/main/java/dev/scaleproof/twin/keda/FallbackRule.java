package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.Fallback;
import dev.scaleproof.twin.spec.MetricTarget;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.ScalingModifiers;
import dev.scaleproof.twin.spec.Trigger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Failure counts, and what is reported once there are too many ({@code pkg/fallback/fallback.go}).
 * Polls and the HPA's queries count together.
 */
final class FallbackRule {
  private static final long NIL_PLACEHOLDER = -1000;

  private final ScaledObject scaledObject;
  private final @Nullable Fallback fallback;
  private final boolean valid;
  private final Map<String, Integer> failures = new LinkedHashMap<>();

  FallbackRule(ScaledObject scaledObject) {
    this.scaledObject = scaledObject;
    this.fallback = scaledObject.fallback();
    this.valid = isValid(scaledObject.scalingModifiers());
  }

  /** Failures in a row, by metric; only of metrics that a fallback watches. */
  Map<String, Integer> failures() {
    return failures;
  }

  /** GetMetricsWithFallback. */
  Observation apply(Trigger.External trigger, Observation raw, Workload workload) {
    Fallback rule = fallback;
    if (rule == null || !valid) {
      return raw;
    }
    String metric = trigger.metricName();
    if (raw.error() == null) {
      failures.put(metric, 0);
      return new Observation(raw.milliValue(), raw.active(), false, null);
    }
    int count = failures.merge(metric, 1, Integer::sum);
    if (count <= rule.failureThreshold()) {
      return raw;
    }
    if (rule.behavior() == Fallback.Behavior.SCALING_MODIFIERS) {
      return new Observation(NIL_PLACEHOLDER, raw.active(), false, null);
    }
    Long value = value(rule, trigger, workload);
    return value == null
        ? new Observation(null, raw.active(), false, "error performing fallback")
        : new Observation(value, raw.active(), true, null);
  }

  /** scalingModifierTriggerValue: past the threshold a trigger is nil in the formula. */
  boolean isNilInFormula(String metric) {
    return fallback != null
        && fallback.behavior() == Fallback.Behavior.SCALING_MODIFIERS
        && failures.getOrDefault(metric, 0) > fallback.failureThreshold();
  }

  /** HasValidFallback: under modifiers the target has to be a positive integer. */
  private static boolean isValid(@Nullable ScalingModifiers modifiers) {
    if (modifiers == null) {
      return true;
    }
    try {
      return Long.parseLong(modifiers.target()) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** doFallback: a value that makes the HPA ask for the wanted count. */
  private @Nullable Long value(Fallback rule, Trigger.External trigger, Workload workload) {
    int current = workload.specReplicas();
    double replicas =
        switch (rule.behavior()) {
          case STATIC, SCALING_MODIFIERS -> rule.replicas();
          case CURRENT_REPLICAS -> current;
          case CURRENT_REPLICAS_IF_HIGHER -> Math.max(current, rule.replicas());
          case CURRENT_REPLICAS_IF_LOWER -> Math.min(current, rule.replicas());
        };
    ScalingModifiers modifiers = scaledObject.scalingModifiers();
    MetricTarget target = trigger.target();
    Kind kind = modifiers == null ? target.kind() : modifiers.metricType();
    if (kind == Kind.VALUE) {
      if (workload.readyReplicas() == 0) {
        return null;
      }
      replicas /= workload.readyReplicas();
    }
    return GoNumber.toInt64(perReplica(modifiers, trigger) * 1000 * replicas);
  }

  private static double perReplica(@Nullable ScalingModifiers modifiers, Trigger.External trigger) {
    if (modifiers != null) {
      return Double.parseDouble(modifiers.target());
    }
    return switch (trigger) {
      case Trigger.Prometheus prometheus -> Quantity.approximate(prometheus.target().amount());
      // Its target is a whole number, kept without decimals.
      case Trigger.RedisStreams redis -> redis.target().amount() / 1000.0;
    };
  }
}
