package dev.scaleproof.report.terminal;

import dev.scaleproof.report.JobsResult;
import dev.scaleproof.report.JobsRows;
import dev.scaleproof.report.JobsVerdict;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.ScaledRun;
import dev.scaleproof.report.SummaryRows;
import dev.scaleproof.report.Verdict;
import dev.scaleproof.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The end of a demo or a proof in text: all runs side by side, and what that says. */
public final class Summary {
  private static final int NAME_WIDTH = 30;
  private static final int VALUE_WIDTH = 16;

  private Summary() {}

  /** The lines to print for chat requests. */
  public static List<String> lines(Result result, Map<String, List<RequestLine>> requests) {
    return lines(
        result.runs(),
        SummaryRows.ALL,
        Verdict.headline(result),
        Verdict.findings(result, requests));
  }

  /** The lines to print for jobs. */
  public static List<String> lines(JobsResult result) {
    return lines(
        result.runs(),
        JobsRows.of(result),
        JobsVerdict.headline(result),
        JobsVerdict.findings(result));
  }

  private static <R extends ScaledRun> List<String> lines(
      List<R> runs, Map<String, Function<R, String>> rows, String headline, List<String> findings) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(row("", runs, run -> Words.scaler(run.scaler())));
    rows.forEach((name, value) -> lines.add(row(name, runs, value)));
    lines.add("");
    lines.add(headline);
    findings.forEach(finding -> lines.add("- " + finding));
    return lines;
  }

  private static <R> String row(String name, List<R> runs, Function<R, String> value) {
    StringBuilder line = new StringBuilder(pad(name, NAME_WIDTH));
    runs.forEach(run -> line.append(pad(value.apply(run), VALUE_WIDTH)));
    return line.toString().stripTrailing();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
