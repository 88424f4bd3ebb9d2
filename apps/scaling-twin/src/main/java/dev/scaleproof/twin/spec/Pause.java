package dev.scaleproof.twin.spec;

import org.jspecify.annotations.Nullable;

/**
 * The annotations {@code autoscaling.keda.sh/paused*}.
 *
 * @param paused no poll and no HPA at all
 * @param replicas the count to set when pausing; null: leave it
 * @param scaleIn scaling in is held, by itself
 * @param scaleOut scaling out is held, by itself
 */
public record Pause(
    boolean paused, @Nullable Integer replicas, boolean scaleIn, boolean scaleOut) {}
