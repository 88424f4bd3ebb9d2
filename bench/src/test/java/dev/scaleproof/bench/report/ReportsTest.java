package dev.scaleproof.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.bench.measure.Figure;
import dev.scaleproof.bench.measure.Result;
import dev.scaleproof.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  private static final Result RESULT =
      new Result(
          "plain-32",
          "Plain",
          List.of(Figure.CPU_PER_10K_REQUESTS, Figure.REQUESTS_PER_SECOND),
          List.of(
              new Result.Row(
                  "scaleproof",
                  Map.of(
                      Figure.CPU_PER_10K_REQUESTS, new Spread(List.of(0.5, 0.4, 0.6)),
                      Figure.REQUESTS_PER_SECOND, new Spread(List.of(12000.0))),
                  null),
              new Result.Row(
                  "litellm",
                  Map.of(Figure.CPU_PER_10K_REQUESTS, new Spread(List.of(100.0))),
                  "too slow")));
  private static final Comparison COMPARISON =
      new Comparison(
          Machine.of(
              "processor\t: 0\nmodel name\t: Some CPU\n",
              "MemTotal:       25165824 kB\nMemFree: 1 kB\n",
              "0.31 1.20 3.00 1/100 4242\n",
              2,
              LocalDate.of(2026, 11, 22)),
          "--rounds 3",
          Map.of("litellm", "1.2.3"),
          Map.of("envoy", "needs python3 on the PATH"),
          List.of(new Comparison.Section("Gateways", "scaleproof", List.of(RESULT))));

  @TempDir private Path folder;

  @Test
  void tableAlignsAndRelatesToOurs() {
    assertThat(Table.of(RESULT, "scaleproof").text())
        .isEqualTo(
            """
                          ÷ ours  CPU-s per 10,000  requests/s
              scaleproof    1.00  0.50 (0.40–0.60)      12,000
              litellm     200.00            100.00           –
              ! litellm: too slow
            """);
  }

  @Test
  void withoutOursThereIsNoRatio() {
    assertThat(Table.of(RESULT, "absent").rows().getFirst().get(1)).isEqualTo("–");
  }

  @Test
  void textSaysWhereAndWhatWasSkipped() {
    assertThat(Reports.text(COMPARISON))
        .contains("Some CPU, 2 cores, 24 GiB")
        .contains("2026-11-22, load average before the start 0.3\n")
        .contains("skipped envoy: needs python3 on the PATH");
  }

  @Test
  void jsonHasEveryRound() throws IOException {
    Path file = folder.resolve("deep/peers.json");

    Reports.writeJson(COMPARISON, file);

    JsonNode row =
        new ObjectMapper()
            .readTree(file.toFile())
            .at("/sections/0/results/0/rows/0/spreads/CPU_PER_10K_REQUESTS");
    assertThat(row.get("values")).hasSize(3);
    assertThat(row.get("median").asDouble()).isEqualTo(0.5);
    assertThat(row.get("max").asDouble()).isEqualTo(0.6);
  }

  @Test
  void figuresAreReplacedBetweenTheirMarks() throws IOException {
    String document = "before\n" + Reports.BEGIN + "\nold\n" + Reports.END + "\nafter\n";

    String once = Reports.replaced(document, "new\n", Path.of("RESULTS.md"));

    assertThat(once)
        .isEqualTo("before\n" + Reports.BEGIN + "\n\nnew\n\n" + Reports.END + "\nafter\n");
    assertThat(Reports.replaced(once, "new\n", Path.of("RESULTS.md"))).isEqualTo(once);
  }

  @Test
  void aDocumentWithoutMarksIsLeftAlone() {
    assertThatIOException()
        .isThrownBy(() -> Reports.replaced("nothing", "new", Path.of("RESULTS.md")))
        .withMessageStartingWith("RESULTS.md lacks the lines");
  }
}
