package dev.scaleproof.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.demo.run.RunStatus;
import dev.scaleproof.report.Sample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static RunStatus status(String scaler, List<Double> ttft) {
    return new RunStatus(
        scaler,
        4,
        5,
        32,
        8,
        ttft,
        120,
        2,
        400,
        new Sample.Decision(
            45,
            "HPA sync",
            4,
            5,
            "SucceededRescale",
            "new size: 5",
            List.of(new Sample.Reading("s0-prometheus", 24.0, 5, "AverageValue", 5, null))),
        false);
  }

  @Test
  void aRowHasEveryFigure() {
    assertThat(StatusTable.row(status("keda", List.of(0.5, 2.0))))
        .isEqualTo("KEDA            4        5       32        8      2.0 s     118/400       2");
    assertThat(StatusTable.row(status("cpu-hpa", List.of())))
        .startsWith("CPU HPA ")
        .contains(" - ");
    assertThat(StatusTable.row(status("keda", List.of(Double.POSITIVE_INFINITY)))).contains("∞");
  }

  @Test
  void linesSayWhereEveryRunStandsAndFitASmallTerminal() {
    List<String> lines =
        StatusTable.lines(
            Duration.ofSeconds(45),
            List.of(status("keda", List.of()), status("cpu-hpa", List.of(1.0))));
    assertThat(lines)
        .hasSize(6)
        .contains("  HPA sync: 4 → 5, s0-prometheus 24 (target 5)")
        .allMatch(line -> line.length() < 80);
  }
}
