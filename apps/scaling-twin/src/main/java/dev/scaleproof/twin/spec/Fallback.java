package dev.scaleproof.twin.spec;

/**
 * What KEDA reports for a trigger that fails.
 *
 * @param failureThreshold it steps in after more failures in a row than this
 * @param replicas the count it makes the HPA ask for
 */
public record Fallback(int failureThreshold, int replicas, Behavior behavior) {
  /** Which count is asked for. */
  public enum Behavior {
    STATIC("static"),
    CURRENT_REPLICAS("currentReplicas"),
    CURRENT_REPLICAS_IF_HIGHER("currentReplicasIfHigher"),
    CURRENT_REPLICAS_IF_LOWER("currentReplicasIfLower"),
    SCALING_MODIFIERS("scalingModifiers");

    private final String word;

    Behavior(String word) {
      this.word = word;
    }

    /** The word as manifests write it. */
    public String word() {
      return word;
    }
  }
}
