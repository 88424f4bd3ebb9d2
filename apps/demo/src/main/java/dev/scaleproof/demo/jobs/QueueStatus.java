package dev.scaleproof.demo.jobs;

import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Words;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Where a run stands, for people. */
record QueueStatus(
    String scaler,
    int replicas,
    int desired,
    int waiting,
    int inflight,
    int done,
    int jobs,
    Sample.Decision lastDecision) {
  private static final int WIDTH = 79;
  private static final String ROW = "%-10s %9s %9s %9s %9s %11s";

  /** A few lines of text, no wider than a small terminal. */
  List<String> lines(Duration now) {
    return List.of(
        "",
        ROW.formatted(
            "t = " + now.toSeconds() + " s", "replicas", "desired", "waiting", "in hand", "done"),
        String.format(
            Locale.ROOT,
            ROW,
            Words.scaler(scaler),
            replicas,
            desired,
            waiting,
            inflight,
            done + "/" + jobs),
        fit("  " + Words.decision(lastDecision)));
  }

  /** A line that wrapped would spoil what is redrawn above it. */
  private static String fit(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }
}
