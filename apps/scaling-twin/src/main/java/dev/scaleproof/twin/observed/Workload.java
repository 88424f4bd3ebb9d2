package dev.scaleproof.twin.observed;

import java.util.List;

/**
 * The scaled workload at one instant.
 *
 * @param specReplicas what was last asked for
 * @param statusReplicas the pods that exist
 * @param readyReplicas the pods that are running and ready
 * @param pods needed for cpu and memory metrics only; may be empty otherwise
 */
public record Workload(int specReplicas, int statusReplicas, int readyReplicas, List<Pod> pods) {
  public Workload {
    if (specReplicas < 0 || statusReplicas < 0 || readyReplicas < 0) {
      throw new IllegalArgumentException("replica counts are not negative");
    }
    pods = List.copyOf(pods);
  }

  /** A workload whose replicas are all there and ready. */
  public static Workload settled(int replicas) {
    return new Workload(replicas, replicas, replicas, List.of());
  }

  /** A workload known by its pods. */
  public static Workload of(int specReplicas, List<Pod> pods) {
    int ready = (int) pods.stream().filter(Pod::runningAndReady).count();
    return new Workload(specReplicas, pods.size(), ready, pods);
  }
}
