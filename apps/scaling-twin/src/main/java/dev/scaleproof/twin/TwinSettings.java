package dev.scaleproof.twin;

import dev.scaleproof.twin.hpa.ControllerFlags;
import java.time.Duration;

/**
 * How the cluster's HPA controller runs.
 *
 * @param flags what decides
 * @param syncPeriod between two syncs of one HPA, and before its first
 * @param reconcileTime how long one reconcile takes. Above zero, twenty syncs are a little more
 *     than 300 s apart, as they are in a cluster; at zero, what happens exactly on a window's edge
 *     decides
 */
public record TwinSettings(ControllerFlags flags, Duration syncPeriod, Duration reconcileTime) {

  /** Kubernetes' defaults ({@code pkg/controller/podautoscaler/config/v1alpha1/defaults.go}). */
  public static TwinSettings defaults() {
    return new TwinSettings(
        ControllerFlags.defaults(), Duration.ofSeconds(15), Duration.ofMillis(1));
  }
}
