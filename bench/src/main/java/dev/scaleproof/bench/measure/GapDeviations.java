package dev.scaleproof.bench.measure;

import dev.scaleproof.load.Gaps;
import org.HdrHistogram.Histogram;

/**
 * How far the gaps of streams are from the interval that their source keeps. The first gap of a
 * stream is left out: it depends on when within an interval the stream began. Not thread-safe.
 */
final class GapDeviations {
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final long intervalMicros;
  private final Histogram offMicros = new Histogram(LONGEST_MICROS, 3);
  private long count;
  private long sumMicros;

  GapDeviations(long intervalMicros) {
    this.intervalMicros = intervalMicros;
  }

  void add(Gaps gaps) {
    for (int i = 1; i < gaps.count(); i++) {
      int micros = gaps.micros(i);
      count++;
      sumMicros += micros;
      offMicros.recordValue(Math.abs(micros - intervalMicros));
    }
  }

  /** By how many percent the mean gap is longer than the interval; NaN without a gap. */
  double meanOffPercent() {
    return count == 0 ? Double.NaN : 100.0 * ((double) sumMicros / count / intervalMicros - 1);
  }

  /** This percentile of |gap - interval| in milliseconds; NaN without a gap. */
  double offMillis(double percentile) {
    return count == 0 ? Double.NaN : offMicros.getValueAtPercentile(percentile) / 1e3;
  }
}
