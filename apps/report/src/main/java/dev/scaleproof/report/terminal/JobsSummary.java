package dev.scaleproof.report.terminal;

import dev.scaleproof.report.JobsResult;
import dev.scaleproof.report.JobsRows;
import dev.scaleproof.report.JobsRun;
import dev.scaleproof.report.JobsVerdict;
import dev.scaleproof.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The end of a demo of jobs in text: all runs side by side, and what that says. */
public final class JobsSummary {
  private JobsSummary() {}

  /** The lines to print. */
  public static List<String> lines(JobsResult result) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(row(result, "", run -> Words.scaler(run.scaler())));
    JobsRows.ALL.forEach(
        (name, value) -> lines.add(row(result, name, run -> value.apply(result, run))));
    lines.add("");
    lines.add(JobsVerdict.headline(result));
    JobsVerdict.findings(result).forEach(finding -> lines.add("- " + finding));
    return lines;
  }

  private static String row(JobsResult result, String name, Function<JobsRun, String> value) {
    StringBuilder line = new StringBuilder(Summary.pad(name, Summary.NAME_WIDTH));
    for (JobsRun run : result.runs()) {
      line.append(Summary.pad(value.apply(run), Summary.VALUE_WIDTH));
    }
    return line.toString().stripTrailing();
  }
}
