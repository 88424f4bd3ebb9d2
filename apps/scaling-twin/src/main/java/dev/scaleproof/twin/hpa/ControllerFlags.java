package dev.scaleproof.twin.hpa;

import java.time.Duration;

/**
 * The flags of kube-controller-manager that decide what an HPA does.
 *
 * @param tolerance the relative deviation that is ignored
 * @param downscaleStabilization how long a lower recommendation has to hold, unless the HPA's
 *     behavior says otherwise
 * @param cpuInitializationPeriod how long a young pod's CPU needs a whole window of readiness
 * @param initialReadinessDelay a pod that turned unready sooner after its start was never ready
 */
public record ControllerFlags(
    double tolerance,
    Duration downscaleStabilization,
    Duration cpuInitializationPeriod,
    Duration initialReadinessDelay) {

  /** Kubernetes' defaults ({@code config/v1alpha1/defaults.go}). */
  public static ControllerFlags defaults() {
    return new ControllerFlags(
        0.1, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(30));
  }
}
