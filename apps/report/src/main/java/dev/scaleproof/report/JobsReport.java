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

/** The page of a result of jobs, with everything inline. */
final class JobsReport {
  private final JobsResult result;

  private JobsReport(JobsResult result) {
    this.result = result;
  }

  /** The page. */
  static String of(JobsResult result) {
    return new JobsReport(result).page();
  }

  private String page() {
    String headline = Html.escape(JobsVerdict.headline(result));
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
    <section>
    <h2>What it says</h2>
    <ul>%10$s</ul>
    </section>
    <section>
    <h2>Side by side</h2>
    <div class="scroll"><table>%11$s</table></div>
    </section>
    <section>
    <h2>Decisions</h2>
    <p>Each decision that changed the replica count, and the first of each decider.</p>
    <div class="scroll"><table class="log">%12$s</table></div>
    </section>
    <section>
    <h2>How to read this</h2>
    %13$s</section>
    </main>
    <script>
    const RUNS = %14$s;
    %15$s</script>
    </body>
    </html>
    """
        .formatted(
            headline,
            Html.resource("report.css"),
            Html.escape(result.scenario()),
            Html.escape(setting()),
            result.warnings().stream()
                .map(text -> "<p class=\"warning\" role=\"alert\">" + Html.escape(text) + "</p>")
                .collect(Collectors.joining("\n")),
            tiles(),
            legend(),
            String.join("", new JobsCharts(result).panels()),
            Html.escape(axis()),
            JobsVerdict.findings(result).stream()
                // They stand at the top already.
                .skip(result.warnings().size())
                .map(finding -> "<li>" + Html.escape(finding) + "</li>")
                .collect(Collectors.joining("\n")),
            summary(),
            decisions(),
            notes(),
            data(),
            Html.resource("report.js"));
  }

  private String setting() {
    JobsResult.Setting setting = result.setting();
    return "%s at once, each %s of the model's time; %s; %s; %s times as fast as real time"
        .formatted(
            Words.count(setting.jobs(), "job"),
            Words.seconds(setting.modelSeconds()),
            setting.model(),
            setting.redis(),
            Words.number(result.speed()));
  }

  /** What the axis shows, and what goes on beyond it. */
  private String axis() {
    double end = JobsCharts.end(result.runs());
    String beyond =
        result.runs().stream()
            .filter(run -> run.series().getLast().t() > end)
            .map(
                run ->
                    "; %s goes on until %s"
                        .formatted(
                            Words.scaler(run.scaler()), Words.span(run.series().getLast().t())))
            .collect(Collectors.joining());
    return "simulated seconds since the start" + beyond;
  }

  private String tiles() {
    return tile("Replicas", run -> Words.path(run.replicas()))
        + tile("Queue drained in", run -> Words.seconds(run.drainSeconds()))
        + tile("Shortest possible", run -> Words.seconds(run.boundSeconds()))
        + tile("CPU of a worker", run -> run.cpuMillicoresPerReplica() + "m")
        + tile("Done", run -> run.requests().succeeded() + " of " + run.requests().sent());
  }

  private String tile(String name, Function<JobsRun, String> figure) {
    String values =
        each(
            (style, run) ->
                "<dd class=\"%s\"><b>%s</b> <span>%s</span></dd>"
                    .formatted(
                        style,
                        Html.escape(figure.apply(run)),
                        Html.escape(Words.scaler(run.scaler()))));
    return "<dl><dt>%s</dt>%s</dl>\n".formatted(Html.escape(name), values);
  }

  private String legend() {
    return each(
        (style, run) ->
            "<span class=\"key %s\"><i></i>%s</span>"
                .formatted(style, Html.escape(Words.scaler(run.scaler()))));
  }

  @FunctionalInterface
  private interface Piece {
    String of(String style, JobsRun run);
  }

  private String each(Piece piece) {
    return IntStream.range(0, result.runs().size())
        .mapToObj(i -> piece.of(ReportCharts.style(i), result.runs().get(i)))
        .collect(Collectors.joining());
  }

  private String summary() {
    String head =
        each(
            (style, run) ->
                "<th scope=\"col\">" + Html.escape(Words.scaler(run.scaler())) + "</th>");
    String rows =
        JobsRows.ALL.entrySet().stream()
            .map(
                row ->
                    "<tr><th scope=\"row\">%s</th>%s</tr>\n"
                        .formatted(
                            Html.escape(row.getKey()),
                            each((style, run) -> Html.cell(row.getValue().apply(result, run)))))
            .collect(Collectors.joining());
    return "<thead><tr><th></th>%s</tr></thead><tbody>%s</tbody>".formatted(head, rows);
  }

  private String decisions() {
    String head =
        "<thead><tr><th scope=\"col\">t</th><th scope=\"col\">Run</th><th scope=\"col\">Decided by</th>"
            + "<th scope=\"col\">Replicas</th><th scope=\"col\">Metrics</th><th scope=\"col\">Why</th></tr></thead>";
    String rows =
        each(
            (style, run) ->
                run.decisions().stream()
                    .map(decision -> row(run, decision))
                    .collect(Collectors.joining("\n")));
    return head + "<tbody>" + rows + "</tbody>";
  }

  private static String row(JobsRun run, Sample.Decision decision) {
    List<String> cells =
        List.of(
            String.format(Locale.ROOT, "%.0f s", decision.t()),
            Words.scaler(run.scaler()),
            decision.by(),
            decision.rescales()
                ? decision.current() + " → " + decision.desired()
                : "stays " + decision.current(),
            decision.metrics().stream().map(Words::reading).collect(Collectors.joining(", ")),
            decision.message());
    return "<tr>" + cells.stream().map(Html::cell).collect(Collectors.joining()) + "</tr>";
  }

  private String notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Times are simulated seconds, of jobs by Redis' clock. A new worker joins %s after it was asked for: the start-up time of its process, measured on this machine."
            .formatted(Words.seconds(result.startupSeconds())));
    notes.add(
        "The speed scales the model's time and the autoscalers' periods. Leases and back-offs of the queue stay in real time, so that no lease ends earlier than it would; what Redis, the workers and this machine take is real as well and counts %s times."
            .formatted(Words.number(result.speed())));
    notes.add(
        "The jobs come a second after a sync of the HPA, the worst moment: the decision is almost a whole period away.");
    notes.add(
        "The shortest possible drain has all workers there before the first job and nothing in a job but the model's time; no real run can reach it.");
    notes.add(
        "Every figure is computed from requests-*.jsonl and samples-*.jsonl beside this file.");
    return notes.stream()
        .map(note -> "<p>" + Html.escape(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  /** The series for the read-out under the pointer. */
  private String data() {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (JobsRun run : result.runs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", Words.scaler(run.scaler()));
      one.put("series", run.series());
      runs.add(one);
    }
    try {
      // A script ends at "</": the only thing in JSON that HTML would see.
      return new ObjectMapper()
          .writeValueAsString(Map.of("end", JobsCharts.end(result.runs()), "runs", runs))
          .replace("</", "<\\/");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
