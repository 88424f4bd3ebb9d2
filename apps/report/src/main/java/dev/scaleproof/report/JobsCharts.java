package dev.scaleproof.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The charts of jobs, all over the same time: as far as anything but the slowest run goes on, since
 * a queue that one worker drains would leave the others a few pixels.
 */
final class JobsCharts {
  private static final double ROOM = 1.25;

  private final List<JobsRun> runs;
  private final double end;
  private final Scale time;

  JobsCharts(JobsResult result) {
    this.runs = result.runs();
    this.end = end(runs);
    this.time = Scale.time(end);
  }

  /** Where the charts end, in seconds. */
  static double end(List<JobsRun> runs) {
    List<Double> ends = runs.stream().map(run -> run.series().getLast().t()).sorted().toList();
    double longest = ends.getLast();
    double others = ends.size() > 1 ? ends.get(ends.size() - 2) : longest;
    return Math.max(1, Math.min(longest, ROOM * others));
  }

  List<String> panels() {
    return List.of(
        replicas(),
        lines("waiting", "Jobs waiting", "in the queue", RunResult.Point::waiting),
        lines("running", "Jobs in hand", "of all workers", RunResult.Point::running),
        cpu());
  }

  private List<Panel.Dot> dots(JobsRun run, ToDoubleFunction<RunResult.Point> value) {
    return run.series().stream()
        .filter(point -> point.t() <= end)
        .map(point -> new Panel.Dot(point.t(), value.applyAsDouble(point)))
        .toList();
  }

  private double highest(ToDoubleFunction<RunResult.Point> value) {
    return runs.stream()
        .flatMap(run -> dots(run, value).stream())
        .mapToDouble(Panel.Dot::value)
        .max()
        .orElse(0);
  }

  private String replicas() {
    double highest = Math.max(1, highest(point -> Math.max(point.replicas(), point.desired())));
    Panel panel =
        new Panel(
            "replicas",
            "Replicas",
            "that take jobs",
            time,
            // Room above for the marks; whole replicas only.
            new Scale(highest * 1.18, Math.max(1, Math.ceil(highest / 6))),
            Words::number);
    for (int i = runs.size() - 1; i >= 0; i--) {
      JobsRun run = runs.get(i);
      panel.steps(ReportCharts.style(i), dots(run, RunResult.Point::replicas));
      panel.describe("%s: %s.".formatted(Words.scaler(run.scaler()), Words.path(run.replicas())));
      for (Sample.Decision decision : run.decisions()) {
        if (decision.rescales() && decision.t() <= end) {
          panel.mark(
              ReportCharts.style(i),
              new Panel.Dot(decision.t(), Math.max(decision.current(), decision.desired())),
              decision.current() + "→" + decision.desired());
        }
      }
    }
    return panel.html();
  }

  private String lines(
      String id, String title, String note, ToDoubleFunction<RunResult.Point> value) {
    Panel panel =
        new Panel(id, title, note, time, Scale.upTo(Math.max(1, highest(value)), 4), Words::number);
    for (int i = runs.size() - 1; i >= 0; i--) {
      JobsRun run = runs.get(i);
      List<Panel.Dot> dots = dots(run, value);
      panel.line(ReportCharts.style(i), dots);
      Panel.Dot last = dots.getLast();
      panel.describe(
          "%s: %s at %.0f s."
              .formatted(Words.scaler(run.scaler()), Words.number(last.value()), last.t()));
    }
    return panel.html();
  }

  private String cpu() {
    double target = 0;
    for (JobsRun run : runs) {
      RunResult.CpuScaling cpu = run.cpuScaling();
      if (cpu != null) {
        target = cpu.requestMillicores() * cpu.targetPercent() / 100.0;
      }
    }
    double highest = Math.max(1, highest(RunResult.Point::cpuMillicores));
    Panel panel =
        new Panel(
            "cpu",
            "CPU of a worker",
            "millicores of its process, average over the workers",
            time,
            Scale.upTo(Math.max(highest, target * 1.15), 4),
            tick -> Words.number(tick) + "m");
    if (target > 0) {
      panel.level(target, "the CPU HPA's target");
    }
    for (int i = runs.size() - 1; i >= 0; i--) {
      JobsRun run = runs.get(i);
      panel.line(ReportCharts.style(i), dots(run, RunResult.Point::cpuMillicores));
      panel.describe(
          "%s: %dm on average."
              .formatted(Words.scaler(run.scaler()), run.cpuMillicoresPerReplica()));
    }
    return panel.html();
  }
}
