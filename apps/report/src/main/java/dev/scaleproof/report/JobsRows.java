package dev.scaleproof.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** The rows of the side-by-side table of jobs, the same in the terminal and on the page. */
public final class JobsRows {
  /** Name of a row and how to fill it for one run of a result. */
  public static final Map<String, BiFunction<JobsResult, JobsRun, String>> ALL =
      Collections.unmodifiableMap(rows());

  private JobsRows() {}

  private static Map<String, BiFunction<JobsResult, JobsRun, String>> rows() {
    Map<String, BiFunction<JobsResult, JobsRun, String>> rows = new LinkedHashMap<>();
    rows.put("replicas, start → max → end", (all, run) -> Words.path(run.replicas()));
    rows.put("decisions for more", (all, run) -> decisions(run));
    rows.put("jobs at a time per worker", (all, run) -> Integer.toString(run.concurrency()));
    rows.put("jobs in", (all, run) -> Integer.toString(run.requests().sent()));
    rows.put("jobs done", (all, run) -> Integer.toString(run.requests().succeeded()));
    rows.put("queue drained in", (all, run) -> Words.seconds(run.drainSeconds()));
    rows.put("shortest possible drain", (all, run) -> Words.seconds(run.boundSeconds()));
    rows.put("times as fast as the CPU HPA", JobsRows::ratio);
    rows.put("wait for a worker, p50", (all, run) -> Words.seconds(run.waitSeconds().p50()));
    rows.put("wait for a worker, p95", (all, run) -> Words.seconds(run.waitSeconds().p95()));
    rows.put("in a worker's hands, p50", (all, run) -> Words.seconds(run.jobSeconds().p50()));
    rows.put("CPU of a worker", (all, run) -> run.cpuMillicoresPerReplica() + "m");
    return rows;
  }

  private static String decisions(JobsRun run) {
    return run.scaleUp() == null ? "0" : Integer.toString(run.scaleUp().decisions());
  }

  private static String ratio(JobsResult all, JobsRun run) {
    Double cpu = all.run("cpu-hpa").map(JobsRun::drainSeconds).orElse(null);
    Double own = run.drainSeconds();
    return cpu == null || own == null || own <= 0
        ? "–"
        : String.format(Locale.ROOT, "%.1f", cpu / own);
  }
}
