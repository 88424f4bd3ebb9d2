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

  @Test
  void eachScenarioHasItsDefaults() {
    DemoOptions chat = new DemoOptions();
    new CommandLine(chat).parseArgs();
    assertThat(chat.checked().speed()).isEqualTo(10);
    assertThat(chat.checked().scaledObject())
        .isEqualTo(Path.of("serving/vllm-sim/scaledobject.yaml"));
    assertThat(chat.checked().out()).isEqualTo(Path.of("out/demo"));

    DemoOptions rag = new DemoOptions();
    new CommandLine(rag).parseArgs("--scenario=rag");
    assertThat(rag.rag()).isTrue();
    assertThat(rag.jobs().speed()).isEqualTo(5);
    assertThat(rag.jobs().jobs()).isEqualTo(100);
    assertThat(rag.jobs().jobSeconds()).isEqualTo(16.5);
    assertThat(rag.jobs().scaledObject()).isEqualTo(Path.of("serving/rag/scaledobject.yaml"));
    assertThat(rag.jobs().out()).isEqualTo(Path.of("out/demo-rag"));
  }

  @ParameterizedTest
  @CsvSource({"--jobs, 0", "--job-seconds, 0.1", "--jobs-at-a-time, 1", "--speed, 0"})
  void aWrongValueOfJobsIsRefusedByTheNameOfItsFlag(String flag, String value) {
    DemoOptions options = new DemoOptions();
    new CommandLine(options).parseArgs("--scenario=rag", flag + "=" + value);
    assertThatThrownBy(options::jobs)
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(flag);
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
