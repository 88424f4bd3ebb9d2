package dev.scaleproof.demo.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.demo.report.Sample;
import dev.scaleproof.demo.run.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

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

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
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
  void aTerminalIsRedrawnInPlaceBelowTheLinesThatStay() {
    View view = View.on(out, true);
    view.frame(Duration.ofSeconds(45), List.of(status("keda", List.of())));
    view.line("vllm-sim-2 was killed");
    view.frame(Duration.ofSeconds(46), List.of(status("keda", List.of())));
    assertThat(shown()).contains("HPA sync: 4 → 5, s0-prometheus 24 (target 5)");
    assertThat(shown().split("\u001b\\[4A\r\u001b\\[J", -1)).hasSize(3);
    assertThat(shown().indexOf("vllm-sim-2")).isLessThan(shown().indexOf("t = 46 s"));
    assertThat(shown().lines()).allMatch(line -> line.length() < 100);
  }

  @Test
  void elsewhereThereAreNoControlCharactersAndFewLines() {
    View view = View.on(out, false);
    for (int second = 0; second < 120; second++) {
      view.frame(Duration.ofSeconds(second), List.of(status("keda", List.of())));
    }
    assertThat(shown()).doesNotContain("\u001b");
    assertThat(shown().lines().filter(line -> line.startsWith("t = "))).hasSize(1);
  }
}
