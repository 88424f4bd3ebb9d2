package dev.scaleproof.twin;

import dev.scaleproof.twin.spec.MetricTarget;
import org.jspecify.annotations.Nullable;

/**
 * One metric in a decision.
 *
 * @param name {@code s0-prometheus}, {@code composite-metric}, {@code cpu}
 * @param value the metric's total (External), the average per pod in thousandths' unit-free form
 *     (AverageValue of a resource) or per cent (Utilization); null when it could not be had
 * @param target what it is held to; null for KEDA's poll, which looks at activation only
 * @param threshold the target in the metric's unit, or the activation threshold in KEDA's poll
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
    boolean fallback) {}
