package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The charts of chat requests. */
final class ChatCharts {
  private final Result result;
  private final Map<String, List<RequestLine>> requests;
  private final RunCharts charts;

  ChatCharts(Result result, Map<String, List<RequestLine>> requests) {
    this.result = result;
    this.requests = requests;
    this.charts = new RunCharts(result.runs(), end(result));
  }

  /** When the longest run ends. */
  static double end(Result result) {
    return result.runs().stream().mapToDouble(ScaledRun::end).max().orElse(1);
  }

  List<String> panels() {
    return List.of(
        charts.replicas("that take requests"),
        charts.lines(
            "waiting", "Requests waiting", "in the replicas' queues", RunResult.Point::waiting),
        ttft(),
        charts.lines("running", "Requests running", "in all replicas", RunResult.Point::running),
        charts.cpu(
            "CPU of a replica",
            "millicores of the simulator's process, average over the replicas"));
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
            charts.time(),
            Scale.upTo(highest, 4),
            tick -> Words.number(tick) + " s");
    for (int i = result.runs().size() - 1; i >= 0; i--) {
      RunResult run = result.runs().get(i);
      List<RequestLine> lines = requests.getOrDefault(run.scaler(), List.of());
      panel.dots(
          RunCharts.style(i),
          lines.stream().map(line -> new Panel.Dot(line.sent(), line.ttft())).toList());
      List<Panel.Dot> p95 = new ArrayList<>();
      for (Verdict.Window window : Verdict.windows(lines)) {
        double value = window.p95() == null ? Double.POSITIVE_INFINITY : window.p95();
        p95.add(new Panel.Dot(window.middle(), value));
      }
      panel.line(RunCharts.style(i) + " bare", p95);
      panel.describe(
          "%s: p50 %s, p95 %s."
              .formatted(
                  Words.scaler(run.scaler()),
                  Words.seconds(run.ttftSeconds().p50()),
                  Words.seconds(run.ttftSeconds().p95())));
    }
    return panel.html();
  }
}
