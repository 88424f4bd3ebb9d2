package dev.scaleproof.twin.keda;

import org.jspecify.annotations.Nullable;

/**
 * One reading of a trigger ({@code metricscache.MetricsRecord}).
 *
 * @param milliValue null if there is none
 * @param active above the trigger's activation threshold
 * @param fallback the value was made up by the fallback
 * @param error why there is no value; null if there is one
 */
record Observation(
    @Nullable Long milliValue, boolean active, boolean fallback, @Nullable String error) {

  static Observation of(long milliValue, boolean active) {
    return new Observation(milliValue, active, false, null);
  }

  static Observation failed(String error) {
    return new Observation(null, false, false, error);
  }
}
