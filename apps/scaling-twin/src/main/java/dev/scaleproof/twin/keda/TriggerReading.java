package dev.scaleproof.twin.keda;

import org.jspecify.annotations.Nullable;

/**
 * A trigger in a poll.
 *
 * @param metric the HPA's name of it, or {@code cpu}, {@code memory}
 * @param milliValue in thousandths; null without one
 * @param activationThreshold it is active strictly above this
 * @param error why there is no value; null if there is one
 */
public record TriggerReading(
    String metric,
    @Nullable Long milliValue,
    double activationThreshold,
    boolean active,
    boolean fallback,
    @Nullable String error) {}
