package dev.scaleproof.twin.observed;

/**
 * A question to a metric's source.
 *
 * @param metric the HPA's name of the metric, as in {@code s0-prometheus}
 * @param type the trigger's type, as in {@code prometheus}; {@code external} for a plain HPA's
 * @param query PromQL for {@code prometheus}, the stream's key for {@code redis-streams}, otherwise
 *     the metric's name
 */
public record MetricRequest(String metric, String type, String query) {}
