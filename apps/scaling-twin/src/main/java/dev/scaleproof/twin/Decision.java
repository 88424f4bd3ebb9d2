package dev.scaleproof.twin;

import dev.scaleproof.twin.hpa.Condition;
import java.time.Duration;
import java.util.List;

/**
 * What one controller decided at one instant.
 *
 * @param at time since the start
 * @param desiredReplicas what {@code spec.replicas} is now to be; equal to {@code currentReplicas}
 *     when nothing changes
 * @param metrics what it looked at, in the order of the manifest
 * @param conditions the HPA's conditions after this sync; empty for KEDA
 * @param reason one word in the controller's own vocabulary, such as {@code TooManyReplicas},
 *     {@code ScaleDownStabilized}, {@code ScalerCooldown}
 * @param message the same in a sentence
 */
public record Decision(
    Duration at,
    Decider by,
    int currentReplicas,
    int desiredReplicas,
    List<MetricReading> metrics,
    List<Condition> conditions,
    String reason,
    String message) {

  public Decision {
    metrics = List.copyOf(metrics);
    conditions = List.copyOf(conditions);
  }

  /** Who decided. */
  public enum Decider {
    /** KEDA's operator, while it reconciles a ScaledObject that is paused. */
    KEDA_CONTROLLER,
    /** KEDA's scale loop: only to, from and around zero. */
    KEDA_POLL,
    /** The HPA controller. */
    HPA_SYNC
  }

  /** True if {@code spec.replicas} is to change. */
  public boolean rescales() {
    return desiredReplicas != currentReplicas;
  }

  /** One line for a log or a table: who, from what to what, and why. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append(
        switch (by) {
          case HPA_SYNC -> "HPA sync";
          case KEDA_POLL -> "KEDA poll";
          case KEDA_CONTROLLER -> "KEDA controller";
        });
    line.append(' ').append(currentReplicas);
    if (rescales()) {
      line.append(" -> ").append(desiredReplicas);
    }
    line.append("  ").append(reason).append(": ").append(message);
    for (MetricReading metric : metrics) {
      line.append("; ").append(metric.line());
    }
    return line.toString();
  }
}
