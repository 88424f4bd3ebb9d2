package dev.scaleproof.twin.spec;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A ScaledObject of {@code keda.sh/v1alpha1}, with KEDA's defaults filled in.
 *
 * @param cooldownPeriod and the initial one: they concern only the way to zero or idle
 * @param idleReplicaCount the count while no trigger is active, if it differs from the minimum
 * @param behavior null when there is none, which is KEDA's default
 * @param forceActivation the annotation {@code autoscaling.keda.sh/force-activation}
 */
public record ScaledObject(
    String namespace,
    String name,
    ScaleTarget target,
    Duration pollingInterval,
    Duration cooldownPeriod,
    Duration initialCooldownPeriod,
    OptionalInt idleReplicaCount,
    int minReplicaCount,
    int maxReplicaCount,
    List<Trigger> triggers,
    @Nullable Fallback fallback,
    @Nullable ScalingModifiers scalingModifiers,
    @Nullable Behavior behavior,
    boolean restoreToOriginalReplicaCount,
    Pause pause,
    boolean forceActivation) {

  public ScaledObject {
    triggers = List.copyOf(triggers);
  }

  /**
   * Reads a manifest. Other documents in the same text are skipped, as long as exactly one is a
   * ScaledObject.
   *
   * @throws SpecException for what KEDA would refuse and for what the twin cannot follow
   */
  public static ScaledObject parse(String yaml) {
    return new ScaledObjectReader(yaml).read();
  }

  /** The triggers whose values KEDA reads itself. */
  public List<Trigger.External> externalTriggers() {
    return triggers.stream()
        .filter(Trigger.External.class::isInstance)
        .map(Trigger.External.class::cast)
        .toList();
  }

  /** This object with another's annotations. */
  public ScaledObject withAnnotationsOf(ScaledObject other) {
    return new ScaledObject(
        namespace,
        name,
        target,
        pollingInterval,
        cooldownPeriod,
        initialCooldownPeriod,
        idleReplicaCount,
        minReplicaCount,
        maxReplicaCount,
        triggers,
        fallback,
        scalingModifiers,
        behavior,
        restoreToOriginalReplicaCount,
        other.pause,
        other.forceActivation);
  }
}
