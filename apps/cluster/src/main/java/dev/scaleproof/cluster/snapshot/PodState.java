package dev.scaleproof.cluster.snapshot;

import java.time.Instant;
import java.util.Map;

/**
 * A pod.
 *
 * @param node empty while it is not scheduled
 * @param unschedulable the scheduler's reason; empty if there is none
 * @param waiting why a container does not run: CrashLoopBackOff, ImagePullBackOff …; empty if all
 *     do
 * @param ports named ports of its containers
 */
public record PodState(
    String namespace,
    String name,
    Map<String, String> labels,
    String phase,
    boolean ready,
    boolean leaving,
    String node,
    int gpus,
    String unschedulable,
    String waiting,
    Map<String, Integer> ports,
    Instant createdAt) {
  /** "serving/raw-vllm-5b7f". */
  public String id() {
    return namespace + "/" + name;
  }

  /** Whether it holds its GPUs: it is on a node and has not ended. */
  public boolean holdsItsNode() {
    return !node.isEmpty() && !phase.equals("Succeeded") && !phase.equals("Failed");
  }
}
