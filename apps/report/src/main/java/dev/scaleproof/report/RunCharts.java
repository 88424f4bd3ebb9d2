package dev.scaleproof.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The charts that every report has, all over the same time. */
final class RunCharts {
  private final List<? extends ScaledRun> runs;
  private final double end;
  private final Scale time;

  /**
   * @param end where the charts end, in seconds
   */
  RunCharts(List<? extends ScaledRun> runs, double end) {
    this.runs = runs;
    this.end = end;
    this.time = Scale.time(end);
  }

  /** CSS class of a run by its place: the colour and the dashes. */
  static String style(int run) {
    return run == 0 ? "one" : run == 1 ? "two" : "three";
  }

  /** Their time axis. */
  Scale time() {
    return time;
  }

  private double highest(ToDoubleFunction<RunResult.Point> value) {
    return runs.stream()
        .flatMap(run -> dots(run, value).stream())
        .mapToDouble(Panel.Dot::value)
        .max()
        .orElse(0);
  }

  private List<Panel.Dot> dots(ScaledRun run, ToDoubleFunction<RunResult.Point> value) {
    return run.series().stream()
        .filter(point -> point.t() <= end)
        .map(point -> new Panel.Dot(point.t(), value.applyAsDouble(point)))
        .toList();
  }

  /** Replicas over time, with a mark for each decision that changed them. */
  String replicas(String note) {
    double highest = Math.max(1, highest(point -> Math.max(point.replicas(), point.desired())));
    Panel panel =
        new Panel(
            "replicas",
            "Replicas",
            note,
            time,
            // Room above for the marks; whole replicas only.
            new Scale(highest * 1.18, Math.max(1, Math.ceil(highest / 6))),
            Words::number);
    for (int i = runs.size() - 1; i >= 0; i--) {
      ScaledRun run = runs.get(i);
      panel.steps(style(i), dots(run, RunResult.Point::replicas));
      panel.describe("%s: %s.".formatted(Words.scaler(run.scaler()), Words.path(run.replicas())));
      for (Sample.Decision decision : run.decisions()) {
        if (decision.rescales() && decision.t() <= end) {
          panel.mark(
              style(i),
              new Panel.Dot(decision.t(), Math.max(decision.current(), decision.desired())),
              decision.current() + "→" + decision.desired());
        }
      }
    }
    return panel.html();
  }

  /** One line a run. */
  String lines(String id, String title, String note, ToDoubleFunction<RunResult.Point> value) {
    Panel panel =
        new Panel(id, title, note, time, Scale.upTo(Math.max(1, highest(value)), 4), Words::number);
    for (int i = runs.size() - 1; i >= 0; i--) {
      ScaledRun run = runs.get(i);
      List<Panel.Dot> dots = dots(run, value);
      panel.line(style(i), dots);
      Panel.Dot peak = dots.getFirst();
      for (Panel.Dot dot : dots) {
        peak = dot.value() > peak.value() ? dot : peak;
      }
      panel.describe(
          "%s: at most %s, at %.0f s."
              .formatted(Words.scaler(run.scaler()), Words.number(peak.value()), peak.t()));
    }
    return panel.html();
  }

  /** CPU of an average replica, and where an HPA would have scaled out. */
  String cpu(String title, String note) {
    double target = target();
    double highest = Math.max(1, highest(RunResult.Point::cpuMillicores));
    Panel panel =
        new Panel(
            "cpu",
            title,
            note,
            time,
            Scale.upTo(Math.max(highest, target * 1.15), 4),
            tick -> Words.number(tick) + "m");
    if (target > 0) {
      panel.level(target, "the HPA's target, " + Words.number(target) + "m");
    }
    for (int i = runs.size() - 1; i >= 0; i--) {
      ScaledRun run = runs.get(i);
      panel.line(style(i), dots(run, RunResult.Point::cpuMillicores));
      panel.describe(
          "%s: %dm on average under load."
              .formatted(Words.scaler(run.scaler()), run.cpuMillicoresPerReplica()));
    }
    return panel.html();
  }

  private double target() {
    double target = 0;
    for (ScaledRun run : runs) {
      RunResult.CpuScaling cpu = run.cpuScaling();
      if (cpu != null) {
        target = cpu.requestMillicores() * cpu.targetPercent() / 100.0;
      }
    }
    return target;
  }
}
