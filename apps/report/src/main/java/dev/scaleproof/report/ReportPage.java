package dev.scaleproof.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One page with everything inline: it can be mailed, and opened without a network. */
final class ReportPage {
  private final Contents contents;

  private ReportPage(Contents contents) {
    this.contents = contents;
  }

  /** What a page says. Texts are plain; only {@code panels} and {@code sections} are HTML. */
  interface Contents {
    String scenario();

    String headline();

    String setting();

    List<String> warnings();

    List<? extends ScaledRun> runs();

    /** Key figures: a name, and the figure of each run. */
    Map<String, List<String>> tiles();

    List<String> panels();

    /** Where the panels end, in seconds. */
    double end();

    /** The name of the panels' axis. */
    String axis();

    /** Sections of one's own before the findings. */
    String sections();

    /** All findings, warnings first. */
    List<String> findings();

    /** The side-by-side table: a row's name, and its cell for each run. */
    Map<String, List<String>> rows();

    List<String> notes();
  }

  /** The page. */
  static String of(Contents contents) {
    return new ReportPage(contents).html();
  }

  /** Fills rows for all runs. */
  static <R> Map<String, List<String>> filled(Map<String, Function<R, String>> rows, List<R> runs) {
    Map<String, List<String>> filled = new LinkedHashMap<>();
    rows.forEach((name, cell) -> filled.put(name, runs.stream().map(cell).toList()));
    return filled;
  }

  private String html() {
    String headline = Html.escape(contents.headline());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Scaleproof: %1$s</title>
    <style>
    %2$s</style>
    </head>
    <body>
    <main>
    <header>
    <p class="eyebrow">Scaleproof · scenario %3$s</p>
    <h1>%1$s</h1>
    <p class="setting">%4$s</p>
    </header>
    %5$s
    <section class="tiles" aria-label="Key figures">
    %6$s</section>
    <section aria-label="Charts">
    <div class="legend">%7$s<span class="readout" aria-hidden="true"></span></div>
    %8$s<p class="x-name">%9$s</p>
    </section>
    %10$s    <section>
    <h2>What it says</h2>
    <ul>%11$s</ul>
    </section>
    <section>
    <h2>Side by side</h2>
    <div class="scroll"><table>%12$s</table></div>
    </section>
    <section>
    <h2>Decisions</h2>
    <p>Each decision that changed the replica count, and the first of each decider.</p>
    <div class="scroll"><table class="log">%13$s</table></div>
    </section>
    <section>
    <h2>How to read this</h2>
    %14$s</section>
    </main>
    <script>
    const RUNS = %15$s;
    %16$s</script>
    </body>
    </html>
    """
        .formatted(
            headline,
            Html.resource("report.css"),
            Html.escape(contents.scenario()),
            Html.escape(contents.setting()),
            elements("\n", "<p class=\"warning\" role=\"alert\">%s</p>", contents.warnings()),
            tiles(),
            legend(),
            String.join("", contents.panels()),
            Html.escape(contents.axis()),
            contents.sections(),
            // Warnings stand at the top already.
            elements(
                "\n",
                "<li>%s</li>",
                contents
                    .findings()
                    .subList(contents.warnings().size(), contents.findings().size())),
            summary(),
            decisions(),
            elements("", "<p>%s</p>\n", contents.notes()),
            data(),
            Html.resource("report.js"));
  }

  private static String elements(String between, String element, List<String> texts) {
    return texts.stream()
        .map(text -> element.formatted(Html.escape(text)))
        .collect(Collectors.joining(between));
  }

  private String tiles() {
    return contents.tiles().entrySet().stream()
        .map(tile -> tile(tile.getKey(), tile.getValue()))
        .collect(Collectors.joining());
  }

  private String tile(String name, List<String> figures) {
    return "<dl><dt>%s</dt>%s</dl>\n"
        .formatted(
            Html.escape(name),
            each(
                (i, run) ->
                    "<dd class=\"%s\"><b>%s</b> <span>%s</span></dd>"
                        .formatted(RunCharts.style(i), Html.escape(figures.get(i)), name(run))));
  }

  private String legend() {
    return each(
        (i, run) ->
            "<span class=\"key %s\"><i></i>%s</span>".formatted(RunCharts.style(i), name(run)));
  }

  private String summary() {
    String rows =
        contents.rows().entrySet().stream()
            .map(
                row ->
                    "<tr><th scope=\"row\">%s</th>%s</tr>\n"
                        .formatted(Html.escape(row.getKey()), cells(row.getValue())))
            .collect(Collectors.joining());
    return "<thead><tr><th></th>%s</tr></thead><tbody>%s</tbody>"
        .formatted(each((i, run) -> "<th scope=\"col\">" + name(run) + "</th>"), rows);
  }

  private String decisions() {
    String head =
        "<thead><tr><th scope=\"col\">t</th><th scope=\"col\">Run</th><th scope=\"col\">Decided by</th>"
            + "<th scope=\"col\">Replicas</th><th scope=\"col\">Metrics</th><th scope=\"col\">Why</th></tr></thead>";
    String rows =
        each(
            (i, run) ->
                run.decisions().stream()
                    .map(decision -> "<tr>" + cells(told(run, decision)) + "</tr>\n")
                    .collect(Collectors.joining()));
    return head + "<tbody>" + rows + "</tbody>";
  }

  private static List<String> told(ScaledRun run, Sample.Decision decision) {
    return List.of(
        String.format(Locale.ROOT, "%.0f s", decision.t()),
        Words.scaler(run.scaler()),
        decision.by(),
        decision.rescales()
            ? decision.current() + " → " + decision.desired()
            : "stays " + decision.current(),
        decision.metrics().stream().map(Words::reading).collect(Collectors.joining(", ")),
        decision.message());
  }

  private static String cells(List<String> texts) {
    return texts.stream().map(Html::cell).collect(Collectors.joining());
  }

  private static String name(ScaledRun run) {
    return Html.escape(Words.scaler(run.scaler()));
  }

  @FunctionalInterface
  private interface Piece {
    String of(int place, ScaledRun run);
  }

  private String each(Piece piece) {
    return IntStream.range(0, contents.runs().size())
        .mapToObj(i -> piece.of(i, contents.runs().get(i)))
        .collect(Collectors.joining());
  }

  /** The series for the read-out under the pointer. */
  private String data() {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (ScaledRun run : contents.runs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", Words.scaler(run.scaler()));
      one.put("series", run.series());
      runs.add(one);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("end", contents.end());
    shown.put("runs", runs);
    try {
      // A script ends at "</": the only thing in JSON that HTML would see.
      return new ObjectMapper().writeValueAsString(shown).replace("</", "<\\/");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
