package dev.scaleproof.cluster.snapshot;

/**
 * Something that this user may not look at, so that its absence from a snapshot says nothing.
 *
 * @param why one sentence: "user dev may not list nodes (cluster-wide)"
 */
public record Unseen(Part part, String why) {
  /** Parts of a snapshot. */
  public enum Part {
    SCALED_OBJECTS,
    EVENTS,
    HPAS,
    DEPLOYMENTS,
    PODS,
    NODES,
    KEDA,
    METRICS_APIS,
    SERVICES,
    SERVICE_MONITORS,
    LEASES,
    COST_GUARD,
    POLICIES
  }
}
