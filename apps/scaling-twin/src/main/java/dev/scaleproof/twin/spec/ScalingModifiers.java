package dev.scaleproof.twin.spec;

/**
 * One formula over all triggers that replaces their metrics.
 *
 * @param formula as written
 * @param target as written: whether it is an integer decides if fallback works
 * @param metricType {@code VALUE} or {@code AVERAGE_VALUE}
 */
public record ScalingModifiers(
    String formula, String target, double activationTarget, MetricTarget.Kind metricType) {}
