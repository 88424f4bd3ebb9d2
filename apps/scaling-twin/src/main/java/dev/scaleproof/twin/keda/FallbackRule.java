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

  /** What the API server has. */
  private final Health server = new Health();

  /** The scale loop's copy, read anew at each poll. */
  private final Health loop = new Health();

  /**
   * The copy beside the cached scalers, which the HPA's queries use. It is made when the
   * ScaledObject is; an error drops it, and who comes next makes another: a query from the server,
   * a poll by putting in its own copy.
   */
  private @Nullable Health cached = new Health();

  FallbackRule(ScaledObject scaledObject) {
    this.scaledObject = scaledObject;
    this.fallback = scaledObject.fallback();
    this.valid = isValid(scaledObject.scalingModifiers());
  }

  /** Failures in a row, by metric; only of metrics that a fallback watches. */
  Map<String, Integer> failures() {
    return server.failures();
  }

  /** Takes over the status of an earlier version of the ScaledObject. */
  void continueFrom(FallbackRule earlier) {
    server.replaceBy(earlier.server);
    cached = null;
  }

  /** A poll begins; returns the copy that it works on. */
  Health forPoll() {
    loop.replaceBy(server);
    if (cached == null) {
      cached = loop;
    }
    return loop;
  }

  /** A query begins; returns the copy that it works on. */
  Health forQuery() {
    Health copy = cached;
    if (copy == null) {
      copy = new Health();
      copy.replaceBy(server);
      cached = copy;
    }
    return copy;
  }

  /** A trigger had an error: KEDA builds its scalers anew the next time. */
  void dropCached() {
    cached = null;
  }

  /** GetMetricsWithFallback. */
  Observation apply(Trigger.External trigger, Observation raw, Workload workload, Health health) {
    Fallback rule = fallback;
    if (rule == null || !valid) {
      return raw;
    }
    String metric = trigger.metricName();
    if (raw.error() == null) {
      health.succeeded(metric, rule.failureThreshold(), server);
      return raw.settled();
    }
    int count = health.failed(metric, rule.failureThreshold(), server);
    if (count <= rule.failureThreshold()) {
      return raw;
    }
    if (rule.behavior() == Fallback.Behavior.SCALING_MODIFIERS) {
      return Observation.of(NIL_PLACEHOLDER, raw.active());
    }
    Long value = value(rule, trigger, workload);
    return value == null
        ? Observation.failed("error performing fallback")
        : raw.madeUp(value, scaledObject.scalingModifiers() != null);
  }

  /** scalingModifierTriggerValue: past the threshold a trigger is nil in the formula. */
  boolean isNilInFormula(String metric, Health health) {
    return fallback != null
        && fallback.behavior() == Fallback.Behavior.SCALING_MODIFIERS
        && health.failures(metric) > fallback.failureThreshold();
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
