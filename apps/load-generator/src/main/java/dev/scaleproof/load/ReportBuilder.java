package dev.scaleproof.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up records to a report. Memory does not grow with their number. Not thread-safe; the order
 * of the records does not matter.
 */
public final class ReportBuilder {
  private final boolean openLoop;
  private final long warmUpNanos;
  private final long thinkNanos;
  private final long expectedIntervalNanos;
  private final long expectedGapNanos;

  private final Samples firstTokenRaw = new Samples();
  private final Samples firstTokenFromIntended = new Samples();
  private final Samples endToEndRaw = new Samples();
  private final Samples endToEndFromIntended = new Samples();
  private final Samples interToken = new Samples();
  private final Samples perOutputToken = new Samples();
  private final Samples sendLag = new Samples();
  private final Samples gapDeviation = new Samples();
  private final Map<String, Long> failures = new TreeMap<>();
  private final Map<String, Long> replicas = new TreeMap<>();
  private long lastEnd;
  private long warmUps;
  private long measured;
  private long succeeded;
  private long cancelled;
  private long tokens;
  private long chunks;
  private long promptTokens;
  private long bytes;

  public ReportBuilder(LoadPlan plan) {
    openLoop = !(plan.arrivals() instanceof Arrivals.ClosedLoop);
    thinkNanos =
        plan.arrivals() instanceof Arrivals.ClosedLoop loop ? loop.thinkTime().toNanos() : 0;
    warmUpNanos = plan.warmUp().toNanos();
    expectedIntervalNanos = plan.expectedInterval().toNanos();
    expectedGapNanos = plan.expectedGap().toNanos();
    lastEnd = warmUpNanos;
  }

  /** Adds one request. */
  public void add(RequestRecord request) {
    if (request.warmUp()) {
      warmUps++;
      return;
    }
    measured++;
    lastEnd = Math.max(lastEnd, request.endNanos());
    if (request.replica() != null) {
      replicas.merge(request.replica(), 1L, Long::sum);
    }
    if (request.sentNanos() >= 0) {
      sendLag.add(request.sentNanos() - request.intendedNanos());
    }
    addOutput(request);
    if (request.ok()) {
      succeeded++;
      addLatency(request);
    } else if (request.status().failure()) {
      failures.merge(request.kind(), 1L, Long::sum);
      firstTokenRaw.addInfinite();
      firstTokenFromIntended.addInfinite();
      endToEndRaw.addInfinite();
      endToEndFromIntended.addInfinite();
    } else {
      cancelled++;
    }
  }

  private void addOutput(RequestRecord request) {
    tokens += request.tokens();
    chunks += request.chunks();
    promptTokens += request.promptTokens();
    bytes += request.bytes();
    Gaps gaps = request.gaps();
    for (int i = 0; i < gaps.count(); i++) {
      long nanos = 1000L * gaps.micros(i);
      interToken.add(nanos);
      if (expectedGapNanos > 0) {
        gapDeviation.add(Math.abs(nanos - expectedGapNanos));
      }
    }
  }

  private void addLatency(RequestRecord request) {
    long first = request.firstTokenNanos() >= 0 ? request.firstTokenNanos() : request.endNanos();
    firstTokenRaw.add(first - request.sentNanos());
    firstTokenFromIntended.add(first - request.intendedNanos());
    endToEndRaw.add(request.endNanos() - request.sentNanos());
    endToEndFromIntended.add(request.endNanos() - request.intendedNanos());
    if (request.chunks() > 1 && request.tokens() > 1) {
      perOutputToken.add(
          (request.lastTokenNanos() - request.firstTokenNanos()) / (request.tokens() - 1));
    }
  }

  /** The report of what was added so far; more may be added after. */
  public LoadReport build() {
    double seconds = (lastEnd - warmUpNanos) / 1e9;
    long failed = failures.values().stream().mapToLong(Long::longValue).sum();
    long interval = openLoop ? 0 : interval();
    return new LoadReport(
        seconds,
        new LoadReport.Requests(
            measured,
            succeeded,
            failed,
            cancelled,
            warmUps,
            perSecond(succeeded, seconds),
            Map.copyOf(failures)),
        latency(firstTokenRaw, firstTokenFromIntended, interval),
        interToken.percentiles(),
        perOutputToken.percentiles(),
        latency(endToEndRaw, endToEndFromIntended, interval),
        sendLag.percentiles(),
        new LoadReport.Output(tokens, chunks, promptTokens, bytes, perSecond(tokens, seconds)),
        expectedGapNanos == 0 ? null : deviation(),
        Map.copyOf(replicas));
  }

  /** How often a user would send if nothing stalled: as told, or the median cycle of this run. */
  private long interval() {
    if (expectedIntervalNanos > 0) {
      return expectedIntervalNanos;
    }
    double median = endToEndRaw.percentile(50);
    return Double.isFinite(median) ? Math.round(median * 1e9) + thinkNanos : 0;
  }

  private LoadReport.Latency latency(Samples raw, Samples fromIntended, long intervalNanos) {
    Samples corrected =
        openLoop || intervalNanos == 0 ? fromIntended : raw.corrected(intervalNanos);
    return new LoadReport.Latency(raw.percentiles(), corrected.percentiles(), intervalNanos / 1e9);
  }

  private LoadReport.GapDeviation deviation() {
    return new LoadReport.GapDeviation(
        expectedGapNanos / 1e9,
        gapDeviation.finiteCount(),
        interToken.meanSeconds(),
        gapDeviation.percentile(50),
        gapDeviation.percentile(99),
        gapDeviation.percentile(100));
  }

  private static double perSecond(long count, double seconds) {
    return seconds > 0 ? count / seconds : 0;
  }
}
