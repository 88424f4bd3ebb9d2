package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The page's charts, all over the same time. */
final class ReportCharts {
  private final Result result;
  private final Map<String, List<RequestLine>> requests;
  private final Scale time;

  ReportCharts(Result result, Map<String, List<RequestLine>> requests) {
    this.result = result;
    this.requests = requests;
    this.time = Scale.time(end(result));
  }

  /** When the longest run ends. */
  static double end(Result result) {
    return result.runs().stream().mapToDouble(run -> run.series().getLast().t()).max().orElse(1);
  }

  /** CSS class of a run by its place: the colour and the dashes. */
  static String style(int run) {
    return run == 0 ? "one" : run == 1 ? "two" : "three";
  }

  List<String> panels() {
    return List.of(replicas(), waiting(), ttft(), running(), cpu());
  }

  private double highest(ToDoubleFunction<RunResult.Point> value) {
    return result.runs().stream()
        .flatMap(run -> run.series().stream())
        .mapToDouble(value)
        .max()
        .orElse(0);
  }

  private static List<Panel.Dot> dots(RunResult run, ToDoubleFunction<RunResult.Point> value) {
    return run.series().stream()
        .map(point -> new Panel.Dot(point.t(), value.applyAsDouble(point)))
        .toList();
  }

  private String replicas() {
    double highest = Math.max(1, highest(point -> Math.max(point.replicas(), point.desired())));
    Panel panel =
        new Panel(
            "replicas",
            "Replicas",
            "that take requests",
            time,
            // Room above for the marks; whole replicas only.
            new Scale(highest * 1.18, Math.max(1, Math.ceil(highest / 6))),
            Words::number);
    for (int i = result.runs().size() - 1; i >= 0; i--) {
      RunResult run = result.runs().get(i);
      panel.steps(style(i), dots(run, RunResult.Point::replicas));
      panel.describe("%s: %s.".formatted(Words.scaler(run.scaler()), Words.path(run.replicas())));
      for (Sample.Decision decision : run.decisions()) {
        if (decision.rescales()) {
          panel.mark(
              style(i),
              new Panel.Dot(decision.t(), Math.max(decision.current(), decision.desired())),
              decision.current() + "→" + decision.desired());
        }
      }
    }
    return panel.html();
  }

  private String waiting() {
    return lines(
        "waiting", "Requests waiting", "in the replicas' queues", RunResult.Point::waiting);
  }

  private String running() {
    return lines("running", "Requests running", "in all replicas", RunResult.Point::running);
  }

  private String lines(
      String id, String title, String note, ToDoubleFunction<RunResult.Point> value) {
    double highest = Math.max(1, highest(value));
    Panel panel = new Panel(id, title, note, time, Scale.upTo(highest, 4), Words::number);
    for (int i = result.runs().size() - 1; i >= 0; i--) {
      RunResult run = result.runs().get(i);
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

  private String ttft() {
    double highest =
        requests.values().stream()
            .flatMap(List::stream)
            .mapToDouble(RequestLine::ttft)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    Panel panel =
        new Panel(
            "ttft",
            "Time to first token",
            "each request when it was sent, failed ones at the top; the line is p95 of each 15 s",
            time,
            Scale.upTo(highest, 4),
            tick -> Words.number(tick) + " s");
    for (int i = result.runs().size() - 1; i >= 0; i--) {
      RunResult run = result.runs().get(i);
      List<RequestLine> lines = requests.getOrDefault(run.scaler(), List.of());
      panel.dots(
          style(i), lines.stream().map(line -> new Panel.Dot(line.sent(), line.ttft())).toList());
      List<Panel.Dot> p95 = new ArrayList<>();
      for (Verdict.Window window : Verdict.windows(lines)) {
        double value = window.p95() == null ? Double.POSITIVE_INFINITY : window.p95();
        p95.add(new Panel.Dot(window.middle(), value));
      }
      panel.line(style(i) + " bare", p95);
      panel.describe(
          "%s: p50 %s, p95 %s."
              .formatted(
                  Words.scaler(run.scaler()),
                  Words.seconds(run.ttftSeconds().p50()),
                  Words.seconds(run.ttftSeconds().p95())));
    }
    return panel.html();
  }

  private String cpu() {
    double highest = Math.max(1, highest(RunResult.Point::cpuMillicores));
    double target = 0;
    for (RunResult run : result.runs()) {
      RunResult.CpuScaling cpu = run.cpuScaling();
      if (cpu != null) {
        target = cpu.requestMillicores() * cpu.targetPercent() / 100.0;
      }
    }
    Panel panel =
        new Panel(
            "cpu",
            "CPU of a replica",
            "millicores of the simulator's process, average over the replicas",
            time,
            Scale.upTo(Math.max(highest, target * 1.15), 4),
            tick -> Words.number(tick) + "m");
    if (target > 0) {
      panel.level(target, "the HPA's target, " + Words.number(target) + "m");
    }
    for (int i = result.runs().size() - 1; i >= 0; i--) {
      RunResult run = result.runs().get(i);
      panel.line(style(i), dots(run, RunResult.Point::cpuMillicores));
      panel.describe(
          "%s: %dm on average under load."
              .formatted(Words.scaler(run.scaler()), run.cpuMillicoresPerReplica()));
    }
    return panel.html();
  }
}
