package dev.scaleproof.twin.promql;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Quantiles of values and of histograms ({@code promql/quantile.go} of Prometheus 3). */
final class Quantiles {
  private static final double SMALL_DIFFERENCE = 1e-12;

  private Quantiles() {}

  /** Between two values: their weighted mean. */
  static double of(double q, double[] values) {
    if (values.length == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double[] sorted = sortedNanFirst(values);
    double rank = q * (sorted.length - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(sorted.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted[lower] * (1 - weight) + sorted[upper] * weight;
  }

  /** Java sorts NaN last, Prometheus first. */
  private static double[] sortedNanFirst(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int nans = 0;
    while (nans < sorted.length && Double.isNaN(sorted[sorted.length - 1 - nans])) {
      nans++;
    }
    double[] result = new double[sorted.length];
    Arrays.fill(result, 0, nans, Double.NaN);
    System.arraycopy(sorted, 0, result, nans, sorted.length - nans);
    return result;
  }

  /**
   * BucketQuantile: linear within a bucket.
   *
   * @param buckets cumulative counts by upper bound
   */
  static double ofBuckets(double q, SortedMap<Double, Double> buckets) {
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (buckets.lastKey() != Double.POSITIVE_INFINITY || buckets.size() < 2) {
      return Double.NaN;
    }
    List<Map.Entry<Double, Double>> entries = List.copyOf(buckets.entrySet());
    double[] counts = monotonic(entries);
    int last = counts.length - 1;
    if (counts[last] == 0) {
      return Double.NaN;
    }
    double rank = q * counts[last];
    int bucket = 0;
    while (bucket < last && !(counts[bucket] >= rank)) {
      bucket++;
    }
    double upper = entries.get(bucket).getKey();
    if (bucket == last) {
      return entries.get(last - 1).getKey();
    }
    if (bucket == 0) {
      return upper <= 0 ? upper : upper * (rank / counts[0]);
    }
    double lower = entries.get(bucket - 1).getKey();
    double within = counts[bucket] - counts[bucket - 1];
    return lower + (upper - lower) * ((rank - counts[bucket - 1]) / within);
  }

  /** ensureMonotonicAndIgnoreSmallDeltas. */
  private static double[] monotonic(List<Map.Entry<Double, Double>> entries) {
    double[] counts = new double[entries.size()];
    double previous = entries.getFirst().getValue();
    for (int i = 0; i < counts.length; i++) {
      double count = entries.get(i).getValue();
      if (count > previous && !almostEqual(previous, count)) {
        previous = count;
      }
      counts[i] = previous;
    }
    return counts;
  }

  private static boolean almostEqual(double a, double b) {
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    return a == b || difference / Math.min(sum, Double.MAX_VALUE) < SMALL_DIFFERENCE;
  }
}
