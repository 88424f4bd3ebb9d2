package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.spec.Metric;
import org.jspecify.annotations.Nullable;

/**
 * One metric in a sync.
 *
 * @param totalMilli sum over the series of an External metric; null otherwise and on failure
 * @param currentMilli what the HPA's status shows: the average per pod, or the total for targets of
 *     type Value; null on failure
 * @param utilization in per cent, for targets of type Utilization
 * @param proposal the replicas it asks for
 * @param error why it failed; null if it did not
 */
public record MetricStatus(
    Metric metric,
    @Nullable Long totalMilli,
    @Nullable Long currentMilli,
    @Nullable Integer utilization,
    @Nullable Integer proposal,
    @Nullable String error) {}
