package dev.scaleproof.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed, computed from its {@link RequestRecord}s alone. Times are seconds. A failed
 * request counts as infinitely slow in time to first token and end to end, so that a target does
 * not look faster for refusing work; cancelled and warm-up requests count nowhere but in {@link
 * Requests}.
 *
 * @param seconds from the end of the warm-up to the end of the last measured request
 * @param firstToken time to first token
 * @param interToken gaps between consecutive events that carry tokens
 * @param perOutputToken per request: (last token - first token) / (tokens - 1)
 * @param sendLag how much later than intended requests were sent; large values say that the load
 *     generator, not the target, was the limit
 * @param replicas measured requests by {@code x-gateway-replica}
 */
public record LoadReport(
    double seconds,
    Requests requests,
    Latency firstToken,
    Percentiles interToken,
    Percentiles perOutputToken,
    Latency endToEnd,
    Percentiles sendLag,
    Output output,
    @Nullable GapDeviation gapDeviation,
    Map<String, Long> replicas) {

  /** As JSON text; a percentile that is infinite or has no sample is null. */
  public String toJson() {
    return ReportJson.text(ReportJson.of(this));
  }

  /** As a table for people. */
  public String toText() {
    return ReportTable.of(this);
  }

  /**
   * Counts. {@code sent} = succeeded + failed + cancelled, all without warm-up.
   *
   * @param failures failed requests by {@link RequestRecord#kind()}
   */
  public record Requests(
      long sent,
      long succeeded,
      long failed,
      long cancelled,
      long warmUp,
      double succeededPerSecond,
      Map<String, Long> failures) {}

  /**
   * One kind of latency, as seen and corrected for coordinated omission.
   *
   * @param raw from sending
   * @param corrected open loop: from the intended moment; closed loop: with the samples added that
   *     HdrHistogram's expected-interval correction adds
   * @param expectedIntervalSeconds the interval used for that, 0 in an open loop
   */
  public record Latency(Percentiles raw, Percentiles corrected, double expectedIntervalSeconds) {}

  /**
   * Percentiles in seconds, to three significant digits; {@link Double#POSITIVE_INFINITY} where
   * they fall on failed requests, {@link Double#NaN} where there is no sample.
   *
   * @param count samples, failed requests included
   * @param mean of the finite samples
   * @param max of all samples
   */
  public record Percentiles(
      long count, double mean, double p50, double p90, double p95, double p99, double max) {}

  /** What the answers of the measured requests had in them. */
  public record Output(
      long tokens, long chunks, long promptTokens, long bytes, double tokensPerSecond) {}

  /**
   * How far gaps between events are from the interval that was expected.
   *
   * @param expectedSeconds the plan's {@code expectedGap}
   * @param meanSeconds mean gap; against {@code expectedSeconds} it says how slow streams ran
   * @param p50 of |gap - expected|, seconds
   * @param p99 of |gap - expected|, seconds
   * @param max of |gap - expected|, seconds
   */
  public record GapDeviation(
      double expectedSeconds, long count, double meanSeconds, double p50, double p99, double max) {}
}
