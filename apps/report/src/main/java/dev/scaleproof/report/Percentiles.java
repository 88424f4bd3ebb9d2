package dev.scaleproof.report;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles by nearest rank: the smallest value that at least p per cent of all values do not
 * exceed. Infinite values (failed requests) count like any other; a percentile that falls on one is
 * null, because JSON has no infinity, and so is every percentile of nothing.
 */
public record Percentiles(@Nullable Double p50, @Nullable Double p95, @Nullable Double p99) {
  static Percentiles of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Percentiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
  }

  /** One percentile of some values, in seconds; null where it falls on a failed request. */
  public static @Nullable Double of(Collection<Double> values, int percent) {
    return rank(values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), percent);
  }

  private static @Nullable Double rank(double[] sorted, int percent) {
    if (sorted.length == 0) {
      return null;
    }
    // In whole numbers: 0.95 * 20 is a little more than 19 in binary.
    int rank = (int) (((long) sorted.length * percent + 99) / 100);
    double value = sorted[Math.max(1, rank) - 1];
    return Double.isInfinite(value) ? null : value;
  }
}
