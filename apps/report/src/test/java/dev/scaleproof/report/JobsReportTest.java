package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.report.terminal.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsReportTest {
  private final JobsResult result =
      JobsStory.result(JobsStory.keda(), JobsStory.cpu(), JobsStory.fiveAtATime());
  private final String page = JobsReport.of(result);

  @Test
  void needsNothingFromANetwork() {
    assertThat(page).doesNotContain("http://", "https://", "url(", "src=", "<link");
  }

  @Test
  void everyChartIsWellFormedAndDescribesEveryRun() throws Exception {
    assertThat(Charts.of(page).all())
        .hasSize(4)
        .allSatisfy(
            chart ->
                assertThat(Charts.text(chart, "desc")).contains("KEDA:", "CPU HPA:", "KEDA ×5:"));
    assertThat(page).doesNotContain("NaN", "Infinity", ">null<");
  }

  @Test
  void theSlowestRunDoesNotSquashTheOthers() {
    assertThat(JobsCharts.end(result.runs())).isEqualTo(1.25 * 180);
    assertThat(page).contains("; CPU HPA goes on until 1730 s (28m 50s)");
  }

  @Test
  void textFromFilesIsEscaped() {
    JobsRun hostile =
        new JobsBuilder("keda", "so.yaml", JobsStory.JOB, 20, 1)
            .result(
                JobsStory.jobs(32, 20),
                List.of(
                    new Sample.Event(3, "<script>alert(1)</script>"),
                    new Sample.Observation(0, 1, List.of())),
                100,
                0);
    assertThat(JobsReport.of(JobsStory.result(hostile)))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void filesHoldTheRowsAndTheResult(@TempDir Path folder) throws Exception {
    ResultFiles files = new ResultFiles(folder);
    files.writeJobs("keda", JobsStory.jobs(32, 20), JobsStory.samples(20, 30, 180));
    files.writeResult(result);
    List<String> rows = Files.readAllLines(folder.resolve("requests-keda.jsonl"));
    assertThat(rows).hasSize(100);
    assertThat(new ObjectMapper().readTree(rows.getFirst()).fieldNames())
        .toIterable()
        .containsExactly("id", "enqueued", "started", "finished", "attempt", "worker", "status");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("result.json").toFile());
    assertThat(json.at("/runs/0/drainSeconds").asDouble()).isEqualTo(98.5);
    assertThat(json.at("/runs/1/boundSeconds").asDouble()).isEqualTo(82.5);
    assertThat(folder.resolve("report.html")).exists();
  }

  @Test
  void theTerminalSaysTheSame() {
    assertThat(Summary.lines(result))
        .contains(JobsVerdict.headline(result))
        .anyMatch(line -> line.matches("queue drained in +98\\.5 s +1650 s +32\\.5 s"))
        .anyMatch(line -> line.matches("times as fast as the CPU HPA +16\\.8 +1\\.0 +50\\.8"));
  }
}
