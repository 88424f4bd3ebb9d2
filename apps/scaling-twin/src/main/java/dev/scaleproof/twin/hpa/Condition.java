package dev.scaleproof.twin.hpa;

/**
 * A condition in the HPA's own words.
 *
 * @param type {@code AbleToScale}, {@code ScalingActive} or {@code ScalingLimited}
 */
public record Condition(String type, boolean status, String reason, String message) {}
