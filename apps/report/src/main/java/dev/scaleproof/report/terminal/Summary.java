package dev.scaleproof.report.terminal;

import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.SummaryRows;
import dev.scaleproof.report.Verdict;
import dev.scaleproof.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The end of a demo or a proof in text: all runs side by side, and what that says. */
public final class Summary {
  static final int NAME_WIDTH = 30;
  static final int VALUE_WIDTH = 16;

  private Summary() {}

  /** The lines to print. */
  public static List<String> lines(Result result, Map<String, List<RequestLine>> requests) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    StringBuilder head = new StringBuilder(pad("", NAME_WIDTH));
    for (RunResult run : result.runs()) {
      head.append(pad(Words.scaler(run.scaler()), VALUE_WIDTH));
    }
    lines.add(head.toString().stripTrailing());
    for (Map.Entry<String, Function<RunResult, String>> row : SummaryRows.ALL.entrySet()) {
      StringBuilder line = new StringBuilder(pad(row.getKey(), NAME_WIDTH));
      for (RunResult run : result.runs()) {
        line.append(pad(row.getValue().apply(run), VALUE_WIDTH));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add("");
    lines.add(Verdict.headline(result));
    for (String finding : Verdict.findings(result, requests)) {
      lines.add("- " + finding);
    }
    return lines;
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
