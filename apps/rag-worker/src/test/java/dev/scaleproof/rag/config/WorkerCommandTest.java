package dev.scaleproof.rag.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class WorkerCommandTest {
  private static Settings parse(String... arguments) {
    WorkerCommand command = new WorkerCommand();
    var unused = new CommandLine(command).parseArgs(arguments);
    return command.settings("secret");
  }

  @Test
  void addressesMayEndInWhatPeopleCopy() {
    assertThat(parse("--model-url", "http://127.0.0.1:11434/v1/").model().url())
        .hasToString("http://127.0.0.1:11434");
    assertThat(parse("--model-url", "https://models.example/proxy").model().url())
        .hasToString("https://models.example/proxy");
  }

  @Test
  void neitherKeyNorPasswordIsPrinted() {
    assertThat(parse("--redis-url", "redis://:pass%40word@redis:6379").toString())
        .doesNotContain("secret")
        .doesNotContain("pass");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port | 70000 | --port: 70000 is no port",
        "--concurrency | 0 | concurrency: 1 to 1000",
        "--model-url | ftp://x | no http:// or https:// address",
        "--model-url | nonsense | no http:// or https:// address",
        "--redis-url | http://x | Redis address",
        "--lease-seconds | 0 | --lease-seconds: 0 seconds, use 1 to 86400",
        "--queue | a b | queue: 1 to 64",
        "--model-name | ' ' | --model-name: must not be blank",
      })
  void wrongValuesAreNamed(String flag, String value, String message) {
    assertThatThrownBy(() -> parse(flag, value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }
}
