package dev.scaleproof.report;

import java.util.List;

/**
 * Makes a run's result from its raw lines.
 *
 * @param manifest path of the ScaledObject, or of the HPA for {@code cpu-hpa}
 * @param slots requests that one replica runs at once
 * @param maxReplicas that the autoscaler may have
 */
public record RunBuilder(
    String scaler, String manifest, Result.StepCost cost, int slots, int maxReplicas) {
  /** Kubernetes' default: deviations up to a tenth of the target are ignored. */
  private static final double TOLERANCE = 0.1;

  private static final String CPU = "cpu-hpa";

  /**
   * The run's result.
   *
   * @param samples with at least one observation
   * @param cpuRequestMillicores that a CPU target is a percentage of
   * @param lateSeconds the longest time that a replica joined after its start-up time was over
   */
  public RunResult result(
      List<RequestLine> lines, List<Sample> samples, int cpuRequestMillicores, double lateSeconds) {
    List<RunResult.Point> series = RunFigures.series(samples);
    double from = lines.stream().mapToDouble(RequestLine::sent).min().orElse(0);
    double to = lines.stream().mapToDouble(RequestLine::end).max().orElse(Double.MAX_VALUE);
    boolean plainHpa = scaler.equals(CPU);
    return new RunResult(
        scaler,
        plainHpa ? null : manifest,
        plainHpa ? manifest : null,
        RunFigures.replicas(series),
        RunFigures.requests(lines),
        RunFigures.ttft(lines),
        RunFigures.drainSeconds(lines),
        DrainBound.seconds(cost, lines, maxReplicas, slots),
        RunFigures.cpuMillicoresPerReplica(samples, from, to),
        RunFigures.cpuScaling(samples, cpuRequestMillicores, TOLERANCE),
        lateSeconds,
        series,
        RunFigures.notableDecisions(samples),
        samples.stream()
            .filter(Sample.Event.class::isInstance)
            .map(Sample.Event.class::cast)
            .toList());
  }
}
