package dev.scaleproof.twin;

import java.time.Duration;

/**
 * The flags of kube-controller-manager that an HPA depends on.
 *
 * @param syncPeriod between two syncs of one HPA, and before its first
 * @param tolerance the relative deviation that is ignored
 * @param downscaleStabilization how long a lower recommendation has to hold, unless the HPA's
 *     behavior says otherwise
 * @param cpuInitializationPeriod how long a young pod's CPU needs a whole window of readiness
 * @param initialReadinessDelay how soon after its start a pod that turns unready was never ready
 * @param reconcileTime how long one reconcile takes. Above zero, twenty syncs are a little more
 *     than 300 s apart, as they are in a cluster; at zero, what happens exactly on a window's edge
 *     decides
 */
public record TwinSettings(
    Duration syncPeriod,
    double tolerance,
    Duration downscaleStabilization,
    Duration cpuInitializationPeriod,
    Duration initialReadinessDelay,
    Duration reconcileTime) {

  /** Kubernetes' defaults ({@code pkg/controller/podautoscaler/config/v1alpha1/defaults.go}). */
  public static TwinSettings defaults() {
    return new TwinSettings(
        Duration.ofSeconds(15),
        0.1,
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Duration.ofMillis(1));
  }
}
