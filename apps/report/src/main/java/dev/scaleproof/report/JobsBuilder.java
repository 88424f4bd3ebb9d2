package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run's result from its raw lines and nothing else.
 *
 * @param manifest path of the ScaledObject, or of the HPA for {@code cpu-hpa}
 * @param modelSeconds what the model takes for a job
 * @param maxReplicas that the autoscaler may have
 * @param concurrency jobs that a worker has at a time
 */
public record JobsBuilder(
    String scaler, String manifest, double modelSeconds, int maxReplicas, int concurrency) {
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
  public JobsRun result(
      List<JobLine> lines, List<Sample> samples, int cpuRequestMillicores, double lateSeconds) {
    boolean plainHpa = scaler.equals(CPU);
    double from = lines.stream().mapToDouble(JobLine::enqueued).min().orElse(0);
    Double drained = drainSeconds(lines);
    double to = drained == null ? Double.MAX_VALUE : from + drained;
    List<RunResult.Point> series = series(samples);
    return new JobsRun(
        scaler,
        plainHpa ? null : manifest,
        plainHpa ? manifest : null,
        concurrency,
        RunFigures.replicas(series),
        scaleUp(samples, from),
        requests(lines),
        lines.stream().mapToInt(JobLine::attempt).sum(),
        Percentiles.of(lines.stream().map(JobLine::waited).toList()),
        Percentiles.of(lines.stream().map(JobLine::worked).toList()),
        drained,
        bound(lines.size(), maxReplicas),
        bound(lines.size(), 1),
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

  /** Rounds of the model's time: no job is faster, and no worker has more at a time. */
  private double bound(int jobs, int workers) {
    int atOnce = workers * concurrency;
    return Math.ceilDiv(jobs, atOnce) * modelSeconds;
  }

  private static RunResult.Requests requests(List<JobLine> lines) {
    Map<String, Integer> failures = new TreeMap<>();
    lines.stream()
        .filter(line -> !line.isOk())
        .forEach(line -> failures.merge(line.status(), 1, Integer::sum));
    int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
    return new RunResult.Requests(lines.size(), lines.size() - failed, failed, failures);
  }

  private static @Nullable Double drainSeconds(List<JobLine> lines) {
    if (lines.isEmpty() || lines.stream().anyMatch(line -> line.finished() == null)) {
      return null;
    }
    double first = lines.stream().mapToDouble(JobLine::enqueued).min().orElseThrow();
    double last =
        lines.stream()
            .map(JobLine::finished)
            .mapToDouble(finished -> finished == null ? first : finished)
            .max()
            .orElseThrow();
    return Seconds.between(first, last);
  }

  private static JobsRun.@Nullable ScaleUp scaleUp(List<Sample> samples, double firstJob) {
    List<Sample.Decision> up = new ArrayList<>();
    for (Sample sample : samples) {
      if (sample instanceof Sample.Decision decision && decision.desired() > decision.current()) {
        up.add(decision);
      }
    }
    if (up.isEmpty()) {
      return null;
    }
    Sample.Decision first = up.getFirst();
    return new JobsRun.ScaleUp(
        first.t(),
        Seconds.between(firstJob, first.t()),
        first.current(),
        first.desired(),
        up.size());
  }

  /** Replicas and CPU by the observations, jobs by the queue as it was seen at the same time. */
  private static List<RunResult.Point> series(List<Sample> samples) {
    List<RunResult.Point> points = new ArrayList<>();
    Sample.Queue queue = new Sample.Queue(0, 0, 0);
    List<RunResult.Point> bare = RunFigures.series(samples);
    for (Sample sample : samples) {
      if (sample instanceof Sample.Queue seen) {
        queue = seen;
      } else if (sample instanceof Sample.Observation) {
        RunResult.Point point = bare.get(points.size());
        points.add(
            new RunResult.Point(
                point.t(),
                point.replicas(),
                point.desired(),
                queue.inflight(),
                queue.waiting(),
                point.cpuMillicores()));
      }
    }
    return points;
  }
}
