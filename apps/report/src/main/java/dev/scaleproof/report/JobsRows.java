package dev.scaleproof.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The rows of the side-by-side table of jobs, the same in the terminal and on the page. */
public final class JobsRows {
  private JobsRows() {}

  /** Name of a row and how to fill it for one run of the result. */
  public static Map<String, Function<JobsRun, String>> of(JobsResult result) {
    Map<String, Function<JobsRun, String>> rows = new LinkedHashMap<>();
    rows.put("replicas, start → max → end", run -> Words.path(run.replicas()));
    rows.put("decisions for more", run -> decisions(run));
    rows.put("jobs at a time per worker", run -> Integer.toString(run.concurrency()));
    rows.put("jobs in", run -> Integer.toString(run.requests().sent()));
    rows.put("jobs done", run -> Integer.toString(run.requests().succeeded()));
    rows.put("queue drained in", run -> Words.seconds(run.drainSeconds()));
    rows.put("shortest possible drain", run -> Words.seconds(run.boundSeconds()));
    rows.put("times as fast as the CPU HPA", run -> ratio(result, run));
    rows.put("wait for a worker, p50", run -> Words.seconds(run.waitSeconds().p50()));
    rows.put("wait for a worker, p95", run -> Words.seconds(run.waitSeconds().p95()));
    rows.put("in a worker's hands, p50", run -> Words.seconds(run.jobSeconds().p50()));
    rows.put("CPU of a worker", run -> run.cpuMillicoresPerReplica() + "m");
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
