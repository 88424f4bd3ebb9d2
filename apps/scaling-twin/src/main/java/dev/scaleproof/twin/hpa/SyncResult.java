package dev.scaleproof.twin.hpa;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one sync did.
 *
 * @param metrics empty if the sync did not get as far as asking
 * @param deciding index of the metric that decided; null if none did
 * @param set the conditions that this sync set
 * @param conditions all conditions after it
 * @param reason the one word that tells most
 * @param failed the controller reports an error; it may have scaled up all the same
 */
public record SyncResult(
    int currentReplicas,
    int desiredReplicas,
    List<MetricStatus> metrics,
    @Nullable Integer deciding,
    List<Condition> set,
    List<Condition> conditions,
    String reason,
    String message,
    boolean failed) {

  public SyncResult {
    metrics = List.copyOf(metrics);
    set = List.copyOf(set);
    conditions = List.copyOf(conditions);
  }

  SyncResult withMetrics(List<MetricStatus> statuses, boolean withFailures) {
    return new SyncResult(
        currentReplicas,
        desiredReplicas,
        statuses,
        deciding,
        set,
        conditions,
        reason,
        message,
        withFailures);
  }

  SyncResult decidedBy(@Nullable Integer metric) {
    return new SyncResult(
        currentReplicas,
        desiredReplicas,
        metrics,
        metric,
        set,
        conditions,
        reason,
        message,
        failed);
  }
}
