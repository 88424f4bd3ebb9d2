package dev.scaleproof.cluster.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * KEDA itself, and the APIs that HPAs ask.
 *
 * @param installed whether the API server knows keda.sh/v1alpha1
 * @param parts its Deployments, wherever they are
 * @param externalMetrics the APIService v1beta1.external.metrics.k8s.io; empty if there is none
 * @param resourceMetrics the APIService v1beta1.metrics.k8s.io; empty if there is none
 */
public record Keda(
    boolean installed,
    List<Workload> parts,
    Optional<Api> externalMetrics,
    Optional<Api> resourceMetrics) {
  /**
   * An aggregated API.
   *
   * @param service the Service that answers for it, "namespace/name"
   * @param message the aggregator's own, if it is not available
   */
  public record Api(boolean available, String service, String message) {}
}
