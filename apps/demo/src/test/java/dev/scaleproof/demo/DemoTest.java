package dev.scaleproof.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DemoTest {
  private static DemoOptions.Checked checked(String... arguments) {
    DemoOptions options = new DemoOptions();
    new CommandLine(options).parseArgs(arguments);
    return options.checked();
  }

  @Test
  void flagsAreTaken() {
    DemoOptions.Checked options =
        checked(
            "--speed", "20", "--users=60", "--scaled-object", "mine.yaml", "--out", "elsewhere");
    assertThat(options.speed()).isEqualTo(20);
    assertThat(options.users()).isEqualTo(60);
    assertThat(options.scaledObject()).isEqualTo(Path.of("mine.yaml"));
    assertThat(options.out()).isEqualTo(Path.of("elsewhere"));
    assertThat(options.scenario()).isEqualTo("chat");
  }

  @ParameterizedTest
  @CsvSource({
    "--speed, fast",
    "--speed, 0",
    "--speed, -1",
    "--speed, NaN",
    "--speed, 1001",
    "--users, 0",
    "--users, many",
    "--users, 1.5",
    "--scenario, video",
    "--max-tokens, 0",
    "--colour, red"
  })
  void aWrongValueIsRefusedByTheNameOfItsFlag(String flag, String value) {
    assertThatThrownBy(() -> checked(flag + "=" + value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(flag);
  }
}
