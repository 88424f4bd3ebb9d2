package dev.scaleproof.cluster.snapshot;

import java.util.Map;

/**
 * A Deployment, or something else that is scaled.
 *
 * @param desired the replicas that it is asked for
 * @param gpusPerReplica what one pod requests of nvidia.com/gpu
 * @param podSelector its own selector's labels
 */
public record Workload(
    String namespace,
    String kind,
    String name,
    int desired,
    int ready,
    int gpusPerReplica,
    Map<String, String> podSelector,
    Map<String, String> podLabels) {
  /** "serving/raw-vllm". */
  public String id() {
    return namespace + "/" + name;
  }
}
