package dev.scaleproof.load;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A report as a table for people. */
final class ReportTable {
  private ReportTable() {}

  static String of(LoadReport report) {
    StringBuilder text = new StringBuilder();
    LoadReport.Requests requests = report.requests();
    text.append(
        format(
            "requests   %d sent, %d ok, %d failed%s in %s: %.1f ok/s%n",
            requests.sent(),
            requests.succeeded(),
            requests.failed(),
            requests.cancelled() > 0 ? ", " + requests.cancelled() + " cancelled" : "",
            duration(report.seconds()),
            requests.succeededPerSecond()));
    LoadReport.Output output = report.output();
    if (output.tokens() > 0) {
      text.append(
          format(
              "tokens     %d out, %d in: %.1f out/s%n",
              output.tokens(), output.promptTokens(), output.tokensPerSecond()));
    }
    if (!requests.failures().isEmpty()) {
      text.append(format("failures   %s%n", counts(requests.failures())));
    }
    if (!report.replicas().isEmpty()) {
      text.append(format("replicas   %s%n", counts(report.replicas())));
    }
    text.append(
        format(
            "%n%-22s%9s%9s%9s%9s%9s%9s%n", "latency", "mean", "p50", "p90", "p95", "p99", "max"));
    row(text, "first token", report.firstToken().raw());
    row(text, "  corrected", report.firstToken().corrected());
    row(text, "between tokens", report.interToken());
    row(text, "per output token", report.perOutputToken());
    row(text, "end to end", report.endToEnd().raw());
    row(text, "  corrected", report.endToEnd().corrected());
    row(text, "sent late by", report.sendLag());
    LoadReport.GapDeviation gaps = report.gapDeviation();
    if (gaps != null) {
      text.append(
          format(
              "%ngaps       mean %s where %s is expected (%+.2f %%), off by p50 %s, p99 %s, max %s%n",
              duration(gaps.meanSeconds()),
              duration(gaps.expectedSeconds()),
              100 * (gaps.meanSeconds() / gaps.expectedSeconds() - 1),
              duration(gaps.p50()),
              duration(gaps.p99()),
              duration(gaps.max())));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, LoadReport.Percentiles values) {
    if (values.count() == 0) {
      return;
    }
    text.append(
        format(
            "%-22s%9s%9s%9s%9s%9s%9s%n",
            name,
            duration(values.mean()),
            duration(values.p50()),
            duration(values.p90()),
            duration(values.p95()),
            duration(values.p99()),
            duration(values.max())));
  }

  /** Three significant digits with a unit that suits. */
  static String duration(double seconds) {
    if (Double.isNaN(seconds)) {
      return "-";
    }
    if (Double.isInfinite(seconds)) {
      return "failed";
    }
    if (seconds < 1e-3) {
      return format("%.0f us", 1e6 * seconds);
    }
    if (seconds < 1) {
      double millis = 1e3 * seconds;
      return format(millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }
    return format(seconds < 10 ? "%.2f s" : seconds < 100 ? "%.1f s" : "%.0f s", seconds);
  }

  private static String counts(Map<String, Long> counts) {
    StringJoiner text = new StringJoiner(", ");
    new TreeMap<>(counts).forEach((name, count) -> text.add(name + ": " + count));
    return text.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
