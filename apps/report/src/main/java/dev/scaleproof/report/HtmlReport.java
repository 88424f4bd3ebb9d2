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

/** One page with everything inline: it can be mailed, and opened without a network. */
final class HtmlReport {
  private final Result result;
  private final Map<String, List<RequestLine>> requests;

  private HtmlReport(Result result, Map<String, List<RequestLine>> requests) {
    this.result = result;
    this.requests = requests;
  }

  /** The page. */
  static String of(Result result, Map<String, List<RequestLine>> requests) {
    return new HtmlReport(result, requests).page();
  }

  private String page() {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Scaleproof: %s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    <header>
    <p class="eyebrow">Scaleproof · scenario %s</p>
    <h1>%s</h1>
    <p class="setting">%s</p>
    </header>
    %s
    <section class="tiles" aria-label="Key figures">
    %s</section>
    <section aria-label="Charts">
    <div class="legend">%s<span class="readout" aria-hidden="true"></span></div>
    %s<p class="x-name">%s since the start</p>
    </section>
    %s    <section>
    <h2>What it says</h2>
    <ul>%s</ul>
    </section>
    <section>
    <h2>Side by side</h2>
    <div class="scroll"><table>%s</table></div>
    </section>
    <section>
    <h2>Decisions</h2>
    <p>Each decision that changed the replica count, and the first of each decider.</p>
    <div class="scroll"><table class="log">%s</table></div>
    </section>
    <section>
    <h2>How to read this</h2>
    %s</section>
    </main>
    <script>
    const RUNS = %s;
    %s</script>
    </body>
    </html>
    """
        .formatted(
            Html.escape(Verdict.headline(result)),
            Html.resource("report.css"),
            Html.escape(result.scenario()),
            Html.escape(Verdict.headline(result)),
            Html.escape(setting()),
            warning(),
            tiles(),
            legend(),
            String.join("", new ReportCharts(result, requests).panels()),
            Html.escape(result.timeUnit()),
            result.proof() == null
                ? ""
                : ProofSections.html(result.proof(), result.runs().getFirst()),
            Verdict.findings(result, requests).stream()
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
    Result.Setting setting = result.setting();
    return "%s × %s of about %d tokens in and %d out, on simulated %s replicas with %d slots each, %s"
        .formatted(
            Words.count(setting.users(), "user"),
            Words.count(setting.requestsPerUser(), "request"),
            setting.promptTokens(),
            setting.maxTokens(),
            setting.profile(),
            setting.slots(),
            result.proof() == null
                ? Words.number(result.speed()) + " times as fast as real time"
                : "on Kubernetes " + result.proof().kubernetes() + " with its own HPA");
  }

  private String warning() {
    return result.warnings().stream()
        .map(text -> "<p class=\"warning\" role=\"alert\">" + Html.escape(text) + "</p>")
        .collect(Collectors.joining("\n"));
  }

  private String tiles() {
    return tile("Replicas", run -> Words.path(run.replicas()))
        + tile("Burst drained in", run -> Words.seconds(run.drainSeconds()))
        + tile("First token, p50", run -> Words.seconds(run.ttftSeconds().p50()))
        + tile("First token, p95", run -> Words.seconds(run.ttftSeconds().p95()))
        + tile("Answered", run -> run.requests().succeeded() + " of " + run.requests().sent());
  }

  private String tile(String name, Function<RunResult, String> figure) {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < result.runs().size(); i++) {
      RunResult run = result.runs().get(i);
      values.append(
          "<dd class=\"%s\"><b>%s</b> <span>%s</span></dd>"
              .formatted(
                  ReportCharts.style(i),
                  Html.escape(figure.apply(run)),
                  Html.escape(Words.scaler(run.scaler()))));
    }
    return "<dl><dt>%s</dt>%s</dl>\n".formatted(Html.escape(name), values);
  }

  private String legend() {
    StringBuilder legend = new StringBuilder();
    for (int i = 0; i < result.runs().size(); i++) {
      legend.append(
          "<span class=\"key %s\"><i></i>%s</span>"
              .formatted(
                  ReportCharts.style(i), Html.escape(Words.scaler(result.runs().get(i).scaler()))));
    }
    return legend.toString();
  }

  private String summary() {
    StringBuilder table = new StringBuilder("<thead><tr><th></th>");
    for (RunResult run : result.runs()) {
      table.append("<th scope=\"col\">").append(Html.escape(Words.scaler(run.scaler())));
      table.append("</th>");
    }
    table.append("</tr></thead><tbody>");
    for (Map.Entry<String, Function<RunResult, String>> row : SummaryRows.ALL.entrySet()) {
      table.append("<tr><th scope=\"row\">").append(Html.escape(row.getKey())).append("</th>");
      for (RunResult run : result.runs()) {
        table.append(Html.cell(row.getValue().apply(run)));
      }
      table.append("</tr>\n");
    }
    return table.append("</tbody>").toString();
  }

  private String decisions() {
    StringBuilder table =
        new StringBuilder(
            "<thead><tr><th scope=\"col\">t</th><th scope=\"col\">Run</th><th scope=\"col\">Decided by</th>"
                + "<th scope=\"col\">Replicas</th><th scope=\"col\">Metrics</th><th scope=\"col\">Why</th></tr></thead><tbody>");
    for (RunResult run : result.runs()) {
      for (Sample.Decision decision : run.decisions()) {
        table.append("<tr>");
        table.append(Html.cell(String.format(Locale.ROOT, "%.0f s", decision.t())));
        table.append(Html.cell(Words.scaler(run.scaler())));
        table.append(Html.cell(decision.by()));
        table.append(
            Html.cell(
                decision.rescales()
                    ? decision.current() + " → " + decision.desired()
                    : "stays " + decision.current()));
        table.append(
            Html.cell(
                decision.metrics().stream().map(Words::reading).collect(Collectors.joining(", "))));
        table.append(Html.cell(decision.message()));
        table.append("</tr>\n");
      }
    }
    return table.append("</tbody>").toString();
  }

  private String notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        result.proof() == null
            ? "Times are simulated seconds. A new replica joins %s after it was asked for: the start-up time of its process, measured on this machine."
                .formatted(Words.seconds(result.startupSeconds()))
            : "Times are seconds, on this machine's clock. Replicas are pods that are ready; waiting and running are what Prometheus took from them last. A new pod was ready %s after it appeared (the median)."
                .formatted(Words.seconds(result.startupSeconds())));
    notes.add(
        "A failed request counts as infinitely slow in every percentile. Percentiles are nearest rank.");
    notes.add(
        "The shortest possible drain assumes that all replicas are there before the first request and share the work perfectly; no real run can reach it.");
    notes.add(
        "Every figure is computed from requests-*.jsonl and samples-*.jsonl beside this file.");
    return notes.stream()
        .map(note -> "<p>" + Html.escape(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  /** The series for the read-out under the pointer. */
  private String data() {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (RunResult run : result.runs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", Words.scaler(run.scaler()));
      one.put("series", run.series());
      runs.add(one);
    }
    try {
      // A script ends at "</": the only thing in JSON that HTML would see.
      return new ObjectMapper()
          .writeValueAsString(Map.of("end", ReportCharts.end(result), "runs", runs))
          .replace("</", "<\\/");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
