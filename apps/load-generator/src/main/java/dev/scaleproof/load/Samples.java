package dev.scaleproof.load;

import org.HdrHistogram.Histogram;

/**
 * Durations of one kind, with the failed requests that have none and count as infinite. Not
 * thread-safe.
 */
final class Samples {
  private static final long LONGEST_NANOS = 24L * 3600 * 1_000_000_000;
  private static final int DIGITS = 3;

  private final Histogram histogram;
  private long infinite;
  private double sumNanos;
  private long maxNanos;

  Samples() {
    this(new Histogram(LONGEST_NANOS, DIGITS));
  }

  private Samples(Histogram histogram) {
    this.histogram = histogram;
  }

  /** Adds a duration; more than a day counts as a day, less than nothing as nothing. */
  void add(long nanos) {
    long value = Math.clamp(nanos, 0, LONGEST_NANOS);
    histogram.recordValue(value);
    sumNanos += value;
    maxNanos = Math.max(maxNanos, value);
  }

  void addInfinite() {
    infinite++;
  }

  long finiteCount() {
    return histogram.getTotalCount();
  }

  double meanSeconds() {
    return finiteCount() == 0 ? Double.NaN : sumNanos / finiteCount() / 1e9;
  }

  /**
   * The same with the samples that a sender would have had who sends every {@code intervalNanos}
   * and does not wait for answers (HdrHistogram's correction).
   */
  Samples corrected(long intervalNanos) {
    Samples corrected =
        new Samples(histogram.copyCorrectedForCoordinatedOmission(Math.max(1, intervalNanos)));
    corrected.infinite = infinite;
    corrected.maxNanos = maxNanos;
    corrected
        .histogram
        .recordedValues()
        .forEach(
            step ->
                corrected.sumNanos +=
                    (double) step.getValueIteratedTo() * step.getCountAtValueIteratedTo());
    return corrected;
  }

  /** The smallest value that at least {@code percent} of all samples do not exceed, in seconds. */
  double percentile(double percent) {
    long finite = finiteCount();
    long all = finite + infinite;
    if (all == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(percent / 100 * all));
    return rank > finite
        ? Double.POSITIVE_INFINITY
        : Math.min(maxNanos, histogram.getValueAtPercentile(100.0 * rank / finite)) / 1e9;
  }

  LoadReport.Percentiles percentiles() {
    return new LoadReport.Percentiles(
        finiteCount() + infinite,
        meanSeconds(),
        percentile(50),
        percentile(90),
        percentile(95),
        percentile(99),
        percentile(100));
  }
}
