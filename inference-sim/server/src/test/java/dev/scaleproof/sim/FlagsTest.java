package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class FlagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope|--nope",
        "--port x|--port",
        "--port 70000|--port",
        "--speed 0|--speed",
        "--profile H900|--profile",
        "--profile constant:5|--profile",
        "--max-num-seqs 0|--max-num-seqs",
        "--max-num-seqs 4096|--max-num-batched-tokens",
        "--max-model-len 10000000|--max-model-len",
        "--num-gpu-blocks-override 1|--num-gpu-blocks-override",
        "--block-size 0|--block-size",
        "--max-num-queued-reqs 0|--max-num-queued-reqs",
        "--output-length long|--output-length",
        "--shutdown-timeout -1|--shutdown-timeout",
        "--max-body-bytes 0|--max-body-bytes",
        "--enable-prefix-caching --no-enable-prefix-caching|--no-enable-prefix-caching"
      })
  void aWrongFlagIsNamedInOneLine(String flags, String named) {
    assertThatThrownBy(() -> parse(flags.split(" ", -1)))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(named)
        .extracting(failure -> String.valueOf(failure.getMessage()).lines().count())
        .isEqualTo(1L);
  }

  @Test
  void flagsShapeTheSimulation() {
    Simulation simulation =
        parse(
            "--profile",
            "constant:20ms",
            "--block-size",
            "32",
            "--num-gpu-blocks-override",
            "1000",
            "--no-enable-prefix-caching",
            "--max-num-seqs",
            "7");

    assertThat(simulation.config().numBlocks()).isEqualTo(1000);
    assertThat(simulation.config().prefixCaching()).isFalse();
    assertThat(simulation.config().maxNumSeqs()).isEqualTo(7);
    assertThat(simulation.profile().stepNanos(100, 10, 1000)).isEqualTo(20_000_000);
    assertThat(parse().config().prefixCaching()).isTrue();
    assertThat(parse("--enable-prefix-caching").config().prefixCaching()).isTrue();
  }

  private static Simulation parse(String... flags) {
    ServerOptions options = new ServerOptions();
    new CommandLine(options).parseArgs(flags);
    Simulation simulation = Simulation.of(options);
    Flags.check(options);
    return simulation;
  }
}
