package dev.scaleproof.twin.keda;

import org.jspecify.annotations.Nullable;

/**
 * One reading of a trigger ({@code metricscache.MetricsRecord}).
 *
 * @param milliValue null if there is none
 * @param active above the trigger's activation threshold
 * @param fallback the value was made up by the fallback just now
 * @param composite the value is named {@code composite-metric}, as fallback names it under scaling
 *     modifiers, and no longer belongs to a trigger
 * @param error why there is no value; null if there is one
 */
record Observation(
    @Nullable Long milliValue,
    boolean active,
    boolean fallback,
    boolean composite,
    @Nullable String error) {

  static Observation of(long milliValue, boolean active) {
    return new Observation(milliValue, active, false, false, null);
  }

  static Observation failed(String error) {
    return new Observation(null, false, false, false, error);
  }

  /** The same, with a value that the fallback made up. */
  Observation madeUp(long value, boolean forComposite) {
    return new Observation(value, active, true, forComposite, null);
  }

  /** The same as a success: where its value came from does not count any more. */
  Observation settled() {
    return new Observation(milliValue, active, false, composite, null);
  }
}
