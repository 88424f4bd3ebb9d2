package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;

/** What the page says of a proof and of nothing else. */
final class ProofSections {
  private ProofSections() {}

  /** How fast the loop reacted, and the twin beside it. */
  static String html(Proof proof, RunResult run) {
    return reactions(proof) + (proof.twin() == null ? "" : twin(proof.twin(), run));
  }

  private static String reactions(Proof proof) {
    StringBuilder rows = new StringBuilder();
    proof.reactions().forEach(reaction -> rows.append(row(reaction.cells())));
    return section(
        "How fast it reacted",
        "Seconds after the first request of the burst. Prometheus scrapes every "
            + Words.seconds(proof.scrapeSeconds())
            + ", the HPA syncs every "
            + Words.seconds(proof.syncSeconds())
            + "; the worst case is their sum.",
        table("times", List.of("Step", "After", "Worst case", "", "Arithmetic"), rows.toString()));
  }

  private static String twin(Proof.Twin twin, RunResult run) {
    StringBuilder rows = new StringBuilder();
    twin.decisions().forEach(pair -> rows.append(row(pair.cells())));
    return section(
        "The twin against reality",
        twin.summary() + " " + twin.phase(),
        chart(twin, run)
            + table(
                "pairs",
                List.of("HPA at", "Replicas", "Twin at", "Replicas", "Difference"),
                rows.toString()));
  }

  /** Replicas that are asked for: by the HPA, and by the twin. */
  private static String chart(Proof.Twin twin, RunResult run) {
    double end = run.series().getLast().t();
    int start = run.series().getFirst().desired();
    List<Panel.Dot> real = new ArrayList<>(List.of(new Panel.Dot(0, start)));
    List<Panel.Dot> twins = new ArrayList<>(List.of(new Panel.Dot(0, start)));
    for (Proof.Pair pair : twin.decisions()) {
      if (pair.real() != null) {
        real.add(new Panel.Dot(pair.real().t(), pair.real().to()));
      }
      if (pair.twin() != null) {
        twins.add(new Panel.Dot(pair.twin().t(), pair.twin().to()));
      }
    }
    real.add(new Panel.Dot(end, real.getLast().value()));
    twins.add(new Panel.Dot(end, twins.getLast().value()));
    double highest = 1;
    for (Panel.Dot dot : real) {
      highest = Math.max(highest, dot.value());
    }
    for (Panel.Dot dot : twins) {
      highest = Math.max(highest, dot.value());
    }
    Panel panel =
        new Panel(
            "twin",
            "Replicas asked for",
            "by the HPA, and dashed by the twin",
            Scale.time(end),
            new Scale(highest * 1.18, Math.max(1, Math.ceil(highest / 6))),
            Words::number);
    panel.steps("one", real);
    panel.steps("two bare", twins);
    panel.describe("KEDA's HPA and the twin. " + twin.summary());
    return panel.html();
  }

  private static String section(String title, String text, String content) {
    return "<section>\n<h2>%s</h2>\n<p>%s</p>\n%s</section>\n"
        .formatted(Html.escape(title), Html.escape(text), content);
  }

  private static String table(String style, List<String> head, String rows) {
    StringBuilder table =
        new StringBuilder("<div class=\"scroll\"><table class=\"" + style + "\"><thead><tr>");
    head.forEach(
        name -> table.append("<th scope=\"col\">").append(Html.escape(name)).append("</th>"));
    return table
        .append("</tr></thead><tbody>")
        .append(rows)
        .append("</tbody></table></div>\n")
        .toString();
  }

  private static String row(List<String> cells) {
    StringBuilder row = new StringBuilder("<tr>");
    cells.forEach(cell -> row.append(Html.cell(cell)));
    return row.append("</tr>\n").toString();
  }
}
