package dev.scaleproof.twin.keda;

import java.util.List;

/**
 * What one poll did.
 *
 * @param activeReason reason of the ScaledObject's condition Active
 * @param readyReason reason of its condition Ready
 */
public record PollResult(
    int currentReplicas,
    int desiredReplicas,
    boolean active,
    boolean error,
    List<TriggerReading> triggers,
    String activeReason,
    String readyReason,
    String message) {

  public PollResult {
    triggers = List.copyOf(triggers);
  }
}
