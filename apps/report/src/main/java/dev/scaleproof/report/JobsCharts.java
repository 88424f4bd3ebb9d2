package dev.scaleproof.report;

import java.util.List;

/**
 * The charts of jobs, all over the same time: as far as anything but the slowest run goes on, since
 * a queue that one worker drains would leave the others a few pixels.
 */
final class JobsCharts {
  private static final double ROOM = 1.25;

  private final RunCharts charts;

  JobsCharts(JobsResult result) {
    this.charts = new RunCharts(result.runs(), end(result.runs()));
  }

  /** Where the charts end, in seconds. */
  static double end(List<JobsRun> runs) {
    List<Double> ends = runs.stream().map(ScaledRun::end).sorted().toList();
    double longest = ends.getLast();
    double others = ends.size() > 1 ? ends.get(ends.size() - 2) : longest;
    return Math.max(1, Math.min(longest, ROOM * others));
  }

  List<String> panels() {
    return List.of(
        charts.replicas("that take jobs"),
        charts.lines("waiting", "Jobs waiting", "in the queue", RunResult.Point::waiting),
        charts.lines("running", "Jobs in hand", "of all workers", RunResult.Point::running),
        charts.cpu("CPU of a worker", "millicores of its process, average over the workers"));
  }
}
