package dev.scaleproof.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTerminalIsRedrawnInPlaceBelowTheLinesThatStay() {
    View view = View.on(out, true, MINUTE);
    view.frame(Duration.ofSeconds(45), List.of("", "t = 45 s", "four", "lines"));
    view.line("vllm-sim-2 was killed");
    view.frame(Duration.ofSeconds(46), List.of("", "t = 46 s", "four", "lines"));
    assertThat(shown().split("\u001b\\[4A\r\u001b\\[J", -1)).hasSize(3);
    assertThat(shown().indexOf("vllm-sim-2")).isLessThan(shown().indexOf("t = 46 s"));
  }

  @Test
  void elsewhereThereAreNoControlCharactersAndFewLines() {
    View view = View.on(out, false, MINUTE);
    for (int second = 0; second < 120; second++) {
      view.frame(Duration.ofSeconds(second), List.of("", "t = " + second + " s"));
    }
    assertThat(shown()).doesNotContain("\u001b");
    assertThat(shown().lines()).containsExactly("t = 60 s");
  }
}
