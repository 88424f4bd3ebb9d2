package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Percentiles;
import dev.scaleproof.report.Proof;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A proof in text: where it stands, no wider than a small terminal, and what came out. */
final class ProofTable {
  private static final int WIDTH = 79;
  private static final double RECENT = 30;

  private ProofTable() {}

  /**
   * Where a run stands.
   *
   * @param waitingFor what happens next, for people
   */
  static List<String> frame(double now, Journal journal, int requests, String waitingFor) {
    Sample.PodState total = journal.total(now);
    Sample.Decision decision = journal.lastDecision();
    List<Double> ttft = journal.recentTtft(now - RECENT);
    long failed = journal.requests().stream().filter(line -> !line.isOk()).count();
    return List.of(
        "",
        row(
            String.format(Locale.ROOT, "t = %.0f s", now),
            "desired",
            "ready",
            "running",
            "waiting",
            "HPA now/for",
            "TTFT p95",
            "answered",
            "failed"),
        row(
            "",
            journal.desired(),
            journal.ready() + "/" + journal.present(),
            total.running(),
            total.waiting(),
            decision == null ? "-" : metrics(decision),
            ttft.isEmpty() ? "-" : Words.seconds(Percentiles.of(ttft, 95)),
            journal.requests().size() - failed + "/" + requests,
            failed),
        fit("  " + (decision == null ? "no decision yet" : Words.decision(decision))),
        fit("  " + waitingFor));
  }

  private static String metrics(Sample.Decision decision) {
    String text =
        decision.metrics().stream()
            .map(
                reading ->
                    (reading.value() == null ? "?" : Words.number(reading.value()))
                        + "/"
                        + Words.number(reading.target()))
            .collect(Collectors.joining(","));
    return text.isEmpty() ? "<unknown>" : text;
  }

  private static String row(Object... cells) {
    return fit("%-9s %7s %6s %7s %7s %11s %8s %8s %6s".formatted(cells));
  }

  private static String fit(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }

  /** Reaction times and the twin beside reality, below the summary. */
  static List<String> outcome(Proof proof) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("After the burst's first request            took   worst case");
    for (Proof.Reaction reaction : proof.reactions()) {
      List<String> cells = reaction.cells();
      lines.add(
          "  %-38s %8s %8s  %s"
              .formatted(cells.get(0), cells.get(1), cells.get(2), cells.get(3))
              .stripTrailing());
      lines.add("      " + cells.get(4));
    }
    Proof.Twin twin = proof.twin();
    if (twin != null) {
      lines.add("");
      lines.add("The twin against reality: " + twin.summary());
      for (Proof.Pair pair : twin.decisions()) {
        List<String> cells = pair.cells();
        lines.add(
            "  HPA %8s at %8s   twin %8s at %8s   %s"
                .formatted(cells.get(1), cells.get(0), cells.get(3), cells.get(2), cells.get(4))
                .stripTrailing());
      }
      lines.add("  " + twin.phase());
    }
    return lines;
  }

  /** One failed request, for people. */
  static String failure(RequestLine line) {
    return "request %s: %s%s"
        .formatted(line.id(), line.status(), line.error() == null ? "" : " (" + line.error() + ")");
  }
}
