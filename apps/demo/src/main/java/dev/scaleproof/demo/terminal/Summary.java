package dev.scaleproof.demo.terminal;

import dev.scaleproof.demo.report.DemoResult;
import dev.scaleproof.demo.report.RequestLine;
import dev.scaleproof.demo.report.RunResult;
import dev.scaleproof.demo.report.SummaryRows;
import dev.scaleproof.demo.report.Verdict;
import dev.scaleproof.demo.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The end of a demo in text: all runs side by side, and what that says. */
public final class Summary {
  private static final int NAME_WIDTH = 30;
  private static final int VALUE_WIDTH = 16;

  private Summary() {}

  /** The lines to print. */
  public static List<String> lines(DemoResult result, Map<String, List<RequestLine>> requests) {
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

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
