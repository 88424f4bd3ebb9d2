package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the page of a demo or a proof of chat requests says. */
record ChatReport(Result result, Map<String, List<RequestLine>> requests)
    implements ReportPage.Contents {

  /** The page. */
  static String of(Result result, Map<String, List<RequestLine>> requests) {
    return ReportPage.of(new ChatReport(result, requests));
  }

  @Override
  public String scenario() {
    return result.scenario();
  }

  @Override
  public String headline() {
    return Verdict.headline(result);
  }

  @Override
  public String setting() {
    Result.Setting setting = result.setting();
    return "%s × %s of about %d tokens in and %d out, on simulated %s replicas with %d slots each, %s"
        .formatted(
            Words.count(setting.users(), "user"),
            Words.count(setting.requestsPerUser(), "request"),
            setting.promptTokens(),
            setting.maxTokens(),
            setting.profile(),
            setting.slots(),
            result.proof() == null
                ? Words.number(result.speed()) + " times as fast as real time"
                : "on Kubernetes " + result.proof().kubernetes() + " with its own HPA");
  }

  @Override
  public List<String> warnings() {
    return result.warnings();
  }

  @Override
  public List<RunResult> runs() {
    return result.runs();
  }

  @Override
  public Map<String, List<String>> tiles() {
    Map<String, Function<RunResult, String>> tiles = new LinkedHashMap<>();
    tiles.put("Replicas", run -> Words.path(run.replicas()));
    tiles.put("Burst drained in", run -> Words.seconds(run.drainSeconds()));
    tiles.put("First token, p50", run -> Words.seconds(run.ttftSeconds().p50()));
    tiles.put("First token, p95", run -> Words.seconds(run.ttftSeconds().p95()));
    tiles.put("Answered", run -> run.requests().succeeded() + " of " + run.requests().sent());
    return ReportPage.filled(tiles, runs());
  }

  @Override
  public List<String> panels() {
    return new ChatCharts(result, requests).panels();
  }

  @Override
  public double end() {
    return ChatCharts.end(result);
  }

  @Override
  public String axis() {
    return result.timeUnit() + " since the start";
  }

  @Override
  public String sections() {
    return result.proof() == null
        ? ""
        : ProofSections.html(result.proof(), result.runs().getFirst());
  }

  @Override
  public List<String> findings() {
    return Verdict.findings(result, requests);
  }

  @Override
  public Map<String, List<String>> rows() {
    return ReportPage.filled(SummaryRows.ALL, runs());
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        result.proof() == null
            ? "Times are simulated seconds. A new replica joins %s after it was asked for: the start-up time of its process, measured on this machine."
                .formatted(Words.seconds(result.startupSeconds()))
            : "Times are seconds, on this machine's clock. Replicas are pods that are ready; waiting and running are what Prometheus took from them last. A new pod was ready %s after it appeared (the median)."
                .formatted(Words.seconds(result.startupSeconds())));
    notes.add(
        "A failed request counts as infinitely slow in every percentile. Percentiles are nearest rank.");
    notes.add(
        "The shortest possible drain assumes that all replicas are there before the first request and share the work perfectly; no real run can reach it.");
    notes.add(
        "Every figure is computed from requests-*.jsonl and samples-*.jsonl beside this file.");
    return notes;
  }
}
