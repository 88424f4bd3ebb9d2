package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.spec.Fallback;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a poll does with the workload: {@code RequestScale} of {@code
 * pkg/scaling/executor/scale_scaledobjects.go}. KEDA itself only moves between zero or idle and the
 * minimum; the rest is the HPA's.
 */
final class ScaleExecutor {
  private ScaleExecutor() {}

  /**
   * What is known when a poll decides.
   *
   * @param createdAt when the ScaledObject was created
   * @param lastActive null if never
   */
  record Situation(
      boolean active,
      boolean error,
      int currentReplicas,
      Duration createdAt,
      @Nullable Duration lastActive,
      Duration now) {}

  /**
   * The outcome.
   *
   * @param activeReason of the condition Active
   * @param readyReason of the condition Ready
   * @param wasActive the time of this poll becomes the last active time
   */
  record Outcome(
      int replicas, String activeReason, String readyReason, boolean wasActive, String message) {}

  private static final String READY = "ScaledObjectReady";

  static Outcome decide(ScaledObject scaledObject, Situation situation) {
    return situation.active() || scaledObject.forceActivation()
        ? whenActive(scaledObject, situation)
        : whenInactive(scaledObject, situation);
  }

  private static Outcome whenActive(ScaledObject scaledObject, Situation situation) {
    int current = situation.currentReplicas();
    String why =
        scaledObject.forceActivation()
            ? "Scaling is performed because activation is being forced by annotation"
            : "Scaling is performed because triggers are active";
    boolean belowMinimum =
        scaledObject.idleReplicaCount().isPresent() && current < scaledObject.minReplicaCount();
    if (belowMinimum || current == 0) {
      // scaleFromZeroOrIdle
      if (scaledObject.pause().scaleOut()) {
        return new Outcome(
            current,
            "ScalerActive",
            READY,
            false,
            "Pause Scale Out annotation set on ScaledObject, no scaling out on active trigger");
      }
      int replicas = Math.max(1, scaledObject.minReplicaCount());
      return new Outcome(replicas, "ScalerActive", READY, true, why);
    }
    if (situation.error()) {
      return new Outcome(
          current,
          "ScalerActive",
          "PartialTriggerError",
          false,
          "Some triggers defined in ScaledObject are not working correctly");
    }
    return new Outcome(current, "ScalerActive", READY, true, why);
  }

  private static Outcome whenInactive(ScaledObject scaledObject, Situation situation) {
    int current = situation.currentReplicas();
    Fallback fallback = scaledObject.fallback();
    if (situation.error() && fallback != null && fallback.replicas() != 0) {
      return new Outcome(
          current,
          "ScalerNotActive",
          READY,
          false,
          "ScaleTarget will fallback to Fallback.Replicas after Fallback.FailureThreshold");
    }
    if (situation.error() && fallback == null) {
      return new Outcome(
          current,
          "ScalerNotActive",
          "TriggerError",
          false,
          "Triggers defined in ScaledObject are not working correctly");
    }
    boolean idle = scaledObject.idleReplicaCount().isPresent();
    int minimum = scaledObject.minReplicaCount();
    if ((idle && current > scaledObject.idleReplicaCount().getAsInt())
        || (current > 0 && minimum == 0)) {
      return toZeroOrIdle(scaledObject, situation);
    }
    boolean raise = !idle && current < minimum;
    return new Outcome(
        raise ? minimum : current,
        "ScalerNotActive",
        READY,
        false,
        raise
            ? "Successfully set ScaleTarget replicas count to ScaledObject minReplicaCount"
            : "Scaling is not performed because triggers are not active");
  }

  private static Outcome toZeroOrIdle(ScaledObject scaledObject, Situation situation) {
    int current = situation.currentReplicas();
    if (scaledObject.pause().scaleIn()) {
      return new Outcome(
          current,
          "ScalerNotActive",
          READY,
          false,
          "Pause Scale Down annotation set on ScaledObject, no scaling down on inactive trigger");
    }
    Duration lastActive = situation.lastActive();
    Duration over =
        lastActive == null
            ? situation.createdAt().plus(scaledObject.initialCooldownPeriod())
            : lastActive.plus(scaledObject.cooldownPeriod());
    if (over.compareTo(situation.now()) >= 0) {
      return new Outcome(
          current,
          "ScalerCooldown",
          READY,
          false,
          "Scaler cooling down because triggers are not active");
    }
    boolean idle = scaledObject.idleReplicaCount().isPresent();
    return new Outcome(
        scaledObject.idleReplicaCount().orElse(scaledObject.minReplicaCount()),
        "ScalerNotActive",
        READY,
        false,
        "Successfully set ScaleTarget replicas count to ScaledObject "
            + (idle ? "idleReplicaCount" : "minReplicaCount"));
  }
}
