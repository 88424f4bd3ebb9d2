package dev.scaleproof.guard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GuardCommandTest {
  private static final String PRICES = "--prices=../../platform/cost-guard/gpu-prices.yaml";

  private static GuardCommand parse(String... arguments) {
    GuardCommand command = new GuardCommand();
    new CommandLine(command).parseArgs(arguments);
    return command;
  }

  @Test
  void servesByDefault() {
    GuardCommand command = parse(PRICES);

    assertThat(command.sweep()).isFalse();
    assertThat(command.settings().port()).isEqualTo(8082);
    assertThat(command.settings().namespaces()).containsExactly("serving");
  }

  @Test
  void aStarIsEveryNamespace() {
    assertThat(parse("sweep", PRICES, "--namespaces=*").settings().namespaces()).isEmpty();
    assertThat(parse("sweep", PRICES, "--namespaces=a,b").settings().namespaces())
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "--port=70000, --port: 70000 is no port",
    "--prices=nowhere.yaml, nowhere.yaml: no price table there",
    "'--namespaces=a,,b', --namespaces: one has no name"
  })
  void saysWhatIsWrong(String flag, String words) {
    GuardCommand command = flag.startsWith("--prices") ? parse(flag) : parse(PRICES, flag);

    assertThatThrownBy(command::settings).hasMessageContaining(words);
  }

  @Test
  void knowsOneCommand() {
    assertThatThrownBy(() -> parse("swep", PRICES).sweep())
        .hasMessage("'swep' is no command, use `sweep` or none");
  }
}
