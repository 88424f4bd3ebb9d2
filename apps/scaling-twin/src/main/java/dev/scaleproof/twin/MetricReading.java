package dev.scaleproof.twin;

import dev.scaleproof.twin.spec.MetricTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * One metric in a decision.
 *
 * @param name {@code s0-prometheus}, {@code composite-metric}, {@code cpu}
 * @param value the total of an External metric; of a resource the average per pod in its unit
 *     (cores, bytes), or per cent of the request; null when it could not be had
 * @param target what it is held to; null in KEDA's poll, which looks at activation only
 * @param threshold the target in the value's unit; in KEDA's poll the activation threshold
 * @param proposal the replicas that this metric alone asks for; null if it asks for nothing
 * @param error why there is no value; null if there is one
 * @param fallback the value was made up by KEDA's fallback
 */
public record MetricReading(
    String name,
    @Nullable Double value,
    MetricTarget.@Nullable Kind target,
    double threshold,
    @Nullable Integer proposal,
    @Nullable String error,
    boolean fallback) {

  /** As in {@code s0-prometheus 23 of 5 AverageValue asks for 5}. */
  public String line() {
    if (value == null) {
      return name + (error == null ? "" : " failed: " + error);
    }
    return name
        + " "
        + number(value)
        + (target == null ? " (active above " + number(threshold) + ")" : "")
        + (target == null ? "" : " of " + number(threshold) + " " + target.word())
        + (proposal == null ? "" : " asks for " + proposal)
        + (fallback ? " (fallback)" : "");
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(3, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
