package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the page of a result of jobs says. */
record JobsReport(JobsResult result) implements ReportPage.Contents {

  /** The page. */
  static String of(JobsResult result) {
    return ReportPage.of(new JobsReport(result));
  }

  @Override
  public String scenario() {
    return result.scenario();
  }

  @Override
  public String headline() {
    return JobsVerdict.headline(result);
  }

  @Override
  public String setting() {
    JobsResult.Setting setting = result.setting();
    return "%s at once, each %s of the model's time; %s; %s; %s times as fast as real time"
        .formatted(
            Words.count(setting.jobs(), "job"),
            Words.seconds(setting.modelSeconds()),
            setting.model(),
            setting.redis(),
            Words.number(result.speed()));
  }

  @Override
  public List<String> warnings() {
    return result.warnings();
  }

  @Override
  public List<JobsRun> runs() {
    return result.runs();
  }

  @Override
  public Map<String, List<String>> tiles() {
    Map<String, Function<JobsRun, String>> tiles = new LinkedHashMap<>();
    tiles.put("Replicas", run -> Words.path(run.replicas()));
    tiles.put("Queue drained in", run -> Words.seconds(run.drainSeconds()));
    tiles.put("Shortest possible", run -> Words.seconds(run.boundSeconds()));
    tiles.put("CPU of a worker", run -> run.cpuMillicoresPerReplica() + "m");
    tiles.put("Done", run -> run.requests().succeeded() + " of " + run.requests().sent());
    return ReportPage.filled(tiles, runs());
  }

  @Override
  public List<String> panels() {
    return new JobsCharts(result).panels();
  }

  @Override
  public double end() {
    return JobsCharts.end(runs());
  }

  /** What the axis shows, and what goes on beyond it. */
  @Override
  public String axis() {
    double end = JobsCharts.end(result.runs());
    String beyond =
        result.runs().stream()
            .filter(run -> run.end() > end)
            .map(
                run ->
                    "; %s goes on until %s"
                        .formatted(Words.scaler(run.scaler()), Words.span(run.end())))
            .collect(Collectors.joining());
    return "simulated seconds since the start" + beyond;
  }

  @Override
  public String sections() {
    return "";
  }

  @Override
  public List<String> findings() {
    return JobsVerdict.findings(result);
  }

  @Override
  public Map<String, List<String>> rows() {
    return ReportPage.filled(JobsRows.of(result), runs());
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Times are simulated seconds, of jobs by Redis' clock. A new worker joins %s after it was asked for: the start-up time of its process, measured on this machine."
            .formatted(Words.seconds(result.startupSeconds())));
    notes.add(
        "The speed scales the model's time and the autoscalers' periods. Leases and back-offs of the queue stay in real time, so that no lease ends earlier than it would; what Redis, the workers and this machine take is real as well and counts %1$s times. A worker's CPU is per simulated second: its asking Redis for jobs, which is in real time, counts %1$s times less."
            .formatted(Words.number(result.speed())));
    notes.add(
        "The jobs come a second after a sync of the HPA, the worst moment: the decision is almost a whole period away.");
    notes.add(
        "The shortest possible drain has all workers there before the first job and nothing in a job but the model's time; no real run can reach it.");
    notes.add(
        "Every figure is computed from requests-*.jsonl and samples-*.jsonl beside this file.");
    return notes;
  }
}
