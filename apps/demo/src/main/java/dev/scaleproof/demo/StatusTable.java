package dev.scaleproof.demo;

import dev.scaleproof.demo.run.RunStatus;
import dev.scaleproof.report.Percentiles;
import dev.scaleproof.report.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A few lines of text on where all runs stand, no wider than a small terminal. */
final class StatusTable {
  private static final int WIDTH = 79;
  private static final String ROW = "%-8s %8s %8s %8s %8s %10s %11s %7s";

  private StatusTable() {}

  static List<String> lines(Duration now, List<RunStatus> runs) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        fit(
            ROW.formatted(
                "t = " + now.toSeconds() + " s",
                "replicas",
                "desired",
                "running",
                "waiting",
                "TTFT p95",
                "answered",
                "failed")));
    for (RunStatus run : runs) {
      lines.add(fit(row(run)));
      lines.add(fit("  " + (run.done() ? "done" : lastDecision(run))));
    }
    return lines;
  }

  /** One run in one line. */
  static String row(RunStatus run) {
    return String.format(
        Locale.ROOT,
        ROW,
        Words.scaler(run.scaler()),
        run.replicas(),
        run.desired(),
        run.running(),
        run.waiting(),
        run.recentTtft().isEmpty() ? "-" : Words.seconds(Percentiles.of(run.recentTtft(), 95)),
        run.answered() - run.failed() + "/" + run.sent(),
        run.failed());
  }

  private static String lastDecision(RunStatus run) {
    return run.lastDecision() == null ? "no decision yet" : Words.decision(run.lastDecision());
  }

  /** A line that wrapped would spoil what is redrawn above it. */
  private static String fit(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }
}
