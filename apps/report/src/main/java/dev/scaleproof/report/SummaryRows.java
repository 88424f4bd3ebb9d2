package dev.scaleproof.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The rows of the side-by-side table, the same in the terminal and on the page. */
public final class SummaryRows {
  /** Name of a row and how to fill it for one run. */
  public static final Map<String, Function<RunResult, String>> ALL =
      Collections.unmodifiableMap(rows());

  private SummaryRows() {}

  private static Map<String, Function<RunResult, String>> rows() {
    Map<String, Function<RunResult, String>> rows = new LinkedHashMap<>();
    rows.put("replicas, start → max → end", run -> Words.path(run.replicas()));
    rows.put("requests sent", run -> Integer.toString(run.requests().sent()));
    rows.put("requests answered", run -> Integer.toString(run.requests().succeeded()));
    rows.put(
        "requests failed",
        run ->
            run.requests().failed() == 0
                ? "0"
                : run.requests().failed() + " (" + Words.failures(run.requests().failures()) + ")");
    rows.put("time to first token, p50", run -> Words.seconds(run.ttftSeconds().p50()));
    rows.put("time to first token, p95", run -> Words.seconds(run.ttftSeconds().p95()));
    rows.put("time to first token, p99", run -> Words.seconds(run.ttftSeconds().p99()));
    rows.put("burst drained in", run -> Words.seconds(run.drainSeconds()));
    rows.put("shortest possible drain", run -> Words.seconds(run.boundSeconds()));
    rows.put("CPU of a replica", run -> run.cpuMillicoresPerReplica() + "m");
    return rows;
  }
}
