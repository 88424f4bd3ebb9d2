package dev.scaleproof.guard.decide;

/** A change to the cluster. Each leads to a state and may be done twice. */
public sealed interface Action {
  /** Makes the lease, held by nobody. */
  record CreateLease() implements Action {}

  /** Leaves `paused: "true"` on a ScaledObject and no other key that pauses. */
  record Pause(String scaler) implements Action {}

  /** Sets the Deployment's replicas, never to more than it has. */
  record ScaleDown(int replicas) implements Action {}

  /**
   * Deletes a pod.
   *
   * @param force without its grace period, which is long over
   */
  record EndPod(String name, String uid, boolean force) implements Action {}

  /** Sets the lease's duration to 0s, as Git has it, and forgets who held it. */
  record ResetDuration() implements Action {}
}
