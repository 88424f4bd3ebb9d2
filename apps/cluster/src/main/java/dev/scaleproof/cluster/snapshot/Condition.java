package dev.scaleproof.cluster.snapshot;

/**
 * A status condition.
 *
 * @param status True, False or Unknown
 */
public record Condition(String type, String status, String reason, String message) {
  /** Whether it says so. */
  public boolean holds() {
    return status.equals("True");
  }
}
