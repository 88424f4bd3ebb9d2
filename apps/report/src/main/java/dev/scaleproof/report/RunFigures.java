package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes the figures of {@code result.json} from a run's raw lines and nothing else. */
public final class RunFigures {
  private RunFigures() {}

  /** Counts by status. */
  public static RunResult.Requests requests(List<RequestLine> lines) {
    Map<String, Integer> failures = new TreeMap<>();
    for (RequestLine line : lines) {
      if (!line.isOk()) {
        failures.merge(line.status(), 1, Integer::sum);
      }
    }
    int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
    return new RunResult.Requests(lines.size(), lines.size() - failed, failed, failures);
  }

  /** Percentiles of the time to first token. */
  public static Percentiles ttft(List<RequestLine> lines) {
    return Percentiles.of(lines.stream().map(RequestLine::ttft).toList());
  }

  /** From the first request sent to the end of the last; null without requests. */
  public static @Nullable Double drainSeconds(List<RequestLine> lines) {
    if (lines.isEmpty()) {
      return null;
    }
    double first = lines.stream().mapToDouble(RequestLine::sent).min().orElseThrow();
    double last = lines.stream().mapToDouble(RequestLine::end).max().orElseThrow();
    return Seconds.between(first, last);
  }

  /** One point for each observation. */
  public static List<RunResult.Point> series(List<Sample> samples) {
    List<RunResult.Point> points = new ArrayList<>();
    Sample.@Nullable Observation before = null;
    for (Sample sample : samples) {
      if (sample instanceof Sample.Observation observation) {
        points.add(point(before, observation));
        before = observation;
      }
    }
    return points;
  }

  private static RunResult.Point point(
      Sample.@Nullable Observation before, Sample.Observation now) {
    int replicas = 0;
    int running = 0;
    int waiting = 0;
    for (Sample.PodState pod : now.pods()) {
      replicas += pod.serving() ? 1 : 0;
      running += pod.running();
      waiting += pod.waiting();
    }
    Usage usage = new Usage();
    if (before != null) {
      usage.add(before, now);
    }
    return new RunResult.Point(
        now.t(), replicas, now.desired(), running, waiting, usage.millicores());
  }

  /** Start, maximum and end of a series. */
  public static RunResult.Replicas replicas(List<RunResult.Point> series) {
    return new RunResult.Replicas(
        series.getFirst().replicas(),
        series.stream().mapToInt(RunResult.Point::replicas).max().orElseThrow(),
        series.getLast().replicas());
  }

  /** CPU of a serving replica, on average over the observations between two times. */
  public static int cpuMillicoresPerReplica(List<Sample> samples, double from, double to) {
    Usage usage = new Usage();
    Sample.@Nullable Observation before = null;
    for (Sample sample : samples) {
      if (sample instanceof Sample.Observation observation
          && observation.t() >= from
          && observation.t() <= to) {
        if (before != null) {
          usage.add(before, observation);
        }
        before = observation;
      }
    }
    return usage.millicores();
  }

  /** CPU time and serving time of the pods that serve at both ends of an interval. */
  private static final class Usage {
    private double cpuSeconds;
    private double servingSeconds;

    void add(Sample.Observation before, Sample.Observation now) {
      Map<String, Sample.PodState> earlier = new LinkedHashMap<>();
      before.pods().forEach(pod -> earlier.put(pod.pod(), pod));
      for (Sample.PodState pod : now.pods()) {
        Sample.PodState then = earlier.get(pod.pod());
        if (then != null && then.serving() && pod.serving()) {
          cpuSeconds += pod.cpuSeconds() - then.cpuSeconds();
          servingSeconds += now.t() - before.t();
        }
      }
    }

    int millicores() {
      return servingSeconds > 0 ? (int) Math.round(1000 * cpuSeconds / servingSeconds) : 0;
    }
  }

  /**
   * What a CPU target made of the run; null when no decision looked at the CPU's utilization.
   *
   * @param tolerance the relative deviation that the HPA ignores
   */
  public static RunResult.@Nullable CpuScaling cpuScaling(
      List<Sample> samples, int requestMillicores, double tolerance) {
    double peak = 0;
    double target = 0;
    for (Sample sample : samples) {
      switch (sample) {
        case Sample.Decision decision -> {
          for (Sample.Reading reading : decision.metrics()) {
            if (reading.name().equals("cpu") && "Utilization".equals(reading.targetType())) {
              target = reading.target();
            }
          }
        }
        case Sample.PodCpu cpu ->
            peak =
                Math.max(
                    peak,
                    cpu.millicores().values().stream()
                        .mapToLong(Long::longValue)
                        .average()
                        .orElse(0));
        default -> {}
      }
    }
    if (target <= 0) {
      return null;
    }
    return new RunResult.CpuScaling(
        requestMillicores,
        (int) Math.round(target),
        (int) Math.round(peak),
        (int) Math.floor(peak / (target / 100 * (1 + tolerance))));
  }

  /** Decisions that changed something, and each decider's first, in order. */
  public static List<Sample.Decision> notableDecisions(List<Sample> samples) {
    Map<String, Boolean> seen = new LinkedHashMap<>();
    List<Sample.Decision> notable = new ArrayList<>();
    for (Sample sample : samples) {
      if (sample instanceof Sample.Decision decision
          && (seen.put(decision.by(), true) == null || decision.rescales())) {
        notable.add(decision);
      }
    }
    return notable;
  }
}
