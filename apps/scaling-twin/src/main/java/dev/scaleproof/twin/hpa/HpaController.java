package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.Behavior;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Metric;
import dev.scaleproof.twin.spec.ScalingRules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HPA controller's work on one HPA: {@code reconcileAutoscaler} of {@code
 * pkg/controller/podautoscaler/horizontal.go} in Kubernetes 1.36, with its feature gate
 * HPAScaleToZero off (the default). Keeps what the controller remembers between syncs. Not
 * thread-safe.
 */
public final class HpaController {
  private final ControllerFlags flags;
  private final ResourceReplicas resources;
  private final Recommendations recommendations = new Recommendations();
  private final ScaleEvents ups = new ScaleEvents();
  private final ScaleEvents downs = new ScaleEvents();
  private final Conditions conditions = new Conditions();

  /** A controller that has not seen the HPA yet. */
  public HpaController(ControllerFlags flags) {
    this.flags = flags;
    this.resources = new ResourceReplicas(flags);
  }

  /** The HPA was deleted: all that was remembered of it is gone ({@code reconcileKey}). */
  public void forget() {
    recommendations.clear();
    ups.clear();
    downs.clear();
    conditions.clear();
  }

  /** The HPA was deleted and is back before the controller looked: only its status is gone. */
  public void forgetStatus() {
    conditions.clear();
  }

  /** True after a sync that could compute a replica count. */
  public boolean isScalingActive() {
    Condition active = conditions.get(Conditions.SCALING_ACTIVE);
    return active != null && active.status();
  }

  /**
   * One sync.
   *
   * @param now never before an earlier one's
   * @param workload as the scale subresource and the pods show it now
   */
  public SyncResult sync(
      HorizontalPodAutoscaler hpa, Duration now, Workload workload, ExternalMetrics external) {
    conditions.beginSync();
    int current = workload.specReplicas();
    conditions.set(
        Conditions.ABLE_TO_SCALE,
        true,
        "SucceededGetScale",
        "the HPA controller was able to get the target's current scale");
    recommendations.recordInitial(current, now);
    if (current == 0) {
      conditions.set(
          Conditions.SCALING_ACTIVE,
          false,
          "ScalingDisabled",
          "scaling is disabled since the replica count of the target is zero");
      return unchanged(current, List.of(), false, Conditions.SCALING_ACTIVE);
    }
    if (current > hpa.maxReplicas()) {
      return rescaled(
          hpa,
          now,
          current,
          hpa.maxReplicas(),
          "Current number of replicas above Spec.MaxReplicas",
          null);
    }
    if (current < hpa.minReplicas()) {
      return rescaled(
          hpa,
          now,
          current,
          hpa.minReplicas(),
          "Current number of replicas below Spec.MinReplicas",
          null);
    }
    return byMetrics(hpa, now, workload, external);
  }

  private SyncResult byMetrics(
      HorizontalPodAutoscaler hpa, Duration now, Workload workload, ExternalMetrics external) {
    int current = workload.specReplicas();
    Tolerances tolerances = Tolerances.of(flags.tolerance(), hpa.behavior());
    MetricComputation computed =
        MetricComputation.of(hpa, workload, external, resources, tolerances, now);
    boolean failed = computed.failures() > 0;
    if (!computed.usable(current)) {
      MetricStatus failure = computed.firstFailure();
      conditions.set(
          Conditions.SCALING_ACTIVE,
          false,
          failureReason(failure.metric()),
          "the HPA was unable to compute the replica count: " + failure.error());
      return unchanged(current, computed.statuses(), true, Conditions.SCALING_ACTIVE);
    }
    String metric = describe(computed);
    conditions.set(
        Conditions.SCALING_ACTIVE,
        true,
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from " + metric);
    // A negative proposal counts as none.
    int wanted = Math.max(0, computed.replicas());
    RateLimits.Limited limited = normalized(hpa, now, current, wanted);
    SyncResult result;
    if (limited.replicas() == current) {
      result = unchanged(current, computed.statuses(), failed, telling());
    } else {
      String reason =
          wanted > current
              ? metric + " above target"
              : wanted < current ? "All metrics below target" : "recent recommendations";
      Condition held = conditions.get(Conditions.SCALING_LIMITED);
      boolean isHeld = held != null && held.status();
      result =
          rescaled(hpa, now, current, limited.replicas(), reason, isHeld ? limited : null)
              .withMetrics(computed.statuses(), failed);
    }
    return result.decidedBy(computed.deciding());
  }

  /** normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors. */
  private RateLimits.Limited normalized(
      HorizontalPodAutoscaler hpa, Duration now, int current, int wanted) {
    Behavior behavior = hpa.behavior();
    int stabilized;
    RateLimits.Limited limited;
    if (behavior == null) {
      stabilized = recommendations.highest(wanted, now, flags.downscaleStabilization());
      ableToScale(stabilized == wanted, false);
      limited =
          RateLimits.withoutBehavior(current, stabilized, hpa.minReplicas(), hpa.maxReplicas());
    } else {
      stabilized =
          recommendations.stabilized(
              current, wanted, now, window(behavior.scaleUp()), window(behavior.scaleDown()));
      ableToScale(stabilized == wanted, wanted >= current);
      limited =
          RateLimits.withBehavior(
              current, stabilized, hpa.minReplicas(), hpa.maxReplicas(), behavior, ups, downs, now);
    }
    conditions.set(
        Conditions.SCALING_LIMITED,
        limited.replicas() != stabilized,
        limited.reason(),
        limited.message());
    return limited;
  }

  private void ableToScale(boolean ready, boolean up) {
    if (ready) {
      conditions.set(
          Conditions.ABLE_TO_SCALE,
          true,
          "ReadyForNewScale",
          "recommended size matches current size");
    } else {
      conditions.set(
          Conditions.ABLE_TO_SCALE,
          true,
          up ? "ScaleUpStabilized" : "ScaleDownStabilized",
          up
              ? "recent recommendations were lower than current one, applying the lowest recent"
                  + " recommendation"
              : "recent recommendations were higher than current one, applying the highest recent"
                  + " recommendation");
    }
  }

  private Duration window(ScalingRules rules) {
    Integer seconds = rules.stabilizationWindowSeconds();
    return seconds == null
        ? Duration.ofSeconds(flags.downscaleStabilization().toSeconds())
        : Duration.ofSeconds(seconds);
  }

  private SyncResult rescaled(
      HorizontalPodAutoscaler hpa,
      Duration now,
      int current,
      int desired,
      String why,
      RateLimits.@Nullable Limited held) {
    Behavior behavior = hpa.behavior();
    if (behavior != null) {
      if (desired > current) {
        ups.store(desired - current, now, behavior.scaleUp());
      } else {
        downs.store(current - desired, now, behavior.scaleDown());
      }
    }
    conditions.set(
        Conditions.ABLE_TO_SCALE,
        true,
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + desired);
    return new SyncResult(
        current,
        desired,
        List.of(),
        null,
        conditions.setNow(),
        conditions.all(),
        held == null ? "SuccessfulRescale" : held.reason(),
        "New size: " + desired + "; reason: " + why + (held == null ? "" : "; " + held.message()),
        false);
  }

  private SyncResult unchanged(
      int current, List<MetricStatus> metrics, boolean failed, String telling) {
    Condition condition = conditions.get(telling);
    return new SyncResult(
        current,
        current,
        metrics,
        null,
        conditions.setNow(),
        conditions.all(),
        condition == null ? "" : condition.reason(),
        condition == null ? "" : condition.message(),
        failed);
  }

  /**
   * Without a change: stabilization explains more than a limit does, and both more than readiness.
   */
  private String telling() {
    Condition able = conditions.get(Conditions.ABLE_TO_SCALE);
    Condition limited = conditions.get(Conditions.SCALING_LIMITED);
    boolean stabilized = able != null && able.reason().endsWith("Stabilized");
    return !stabilized && limited != null && limited.status()
        ? Conditions.SCALING_LIMITED
        : Conditions.ABLE_TO_SCALE;
  }

  private static String failureReason(Metric metric) {
    return switch (metric) {
      case Metric.External external -> "FailedGetExternalMetric";
      case Metric.Resource resource ->
          resource.container() == null
              ? "FailedGetResourceMetric"
              : "FailedGetContainerResourceMetric";
    };
  }

  private static String describe(MetricComputation computed) {
    Integer deciding = computed.deciding();
    if (deciding == null) {
      return "";
    }
    return switch (computed.statuses().get(deciding).metric()) {
      case Metric.External external -> "external metric " + external.name();
      case Metric.Resource resource -> resource.name() + " resource";
    };
  }
}
