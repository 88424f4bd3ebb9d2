package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "--scheduling-policy lifo|--scheduling-policy",
        "--max-num-seqs 4096|--max-num-batched-tokens",
        "--max-model-len 10000000|--max-model-len",
        "--num-gpu-blocks-override 1|--num-gpu-blocks-override",
        "--block-size 0|--block-size",
        "--max-num-queued-reqs 0|--max-num-queued-reqs",
        "--output-length long|--output-length",
        "--enable-auto-tool-choice|--tool-call-parser",
        "--answers nowhere.jsonl|--answers",
        "--answers pom.xml|--answers",
        "--shutdown-timeout -1|--shutdown-timeout",
        "--max-body-bytes 0|--max-body-bytes",
        "--enable-prefix-caching --no-enable-prefix-caching|--no-enable-prefix-caching",
        "--gpu-memory-utilization 0|--gpu-memory-utilization",
        "--gpu-memory-utilization 1.1|--gpu-memory-utilization",
        "--gpu-memory-utilization x|--gpu-memory-utilization",
        "--gpu-memory-utilization 0.5|--gpu-memory-utilization",
        "--gpu-memory-utilization 0.61 --max-model-len 4096|--max-model-len",
        "--model=|--model",
        "--dtype int4|--dtype",
        "--dtype|--dtype",
        "--tensor-parallel-size 0|--tensor-parallel-size",
        "-tp two|--tensor-parallel-size",
        "--swap-space -1|--swap-space",
        "--swap-space NaN|--swap-space",
        "--download-dir=|--download-dir",
        "--enforce-eagre|--enforce-eagre",
        "--no-dtype|--no-dtype",
        "--uvicorn-log-level loud|--uvicorn-log-level"
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

  @Test
  void theFlagsOfAVllmCommandLineThatMeanNothingHereAreTaken() {
    Simulation simulation =
        parse(
            "--dtype=bfloat16",
            "-q",
            "awq",
            "--load-format=safetensors",
            "--download-dir=/models",
            "--revision=main",
            "--tokenizer=mistralai/Mistral-7B-Instruct-v0.3",
            "--tokenizer-mode=auto",
            "--trust-remote-code",
            "-tp=2",
            "--pipeline-parallel-size",
            "1",
            "--enforce-eager",
            "--no-enable-chunked-prefill",
            "--swap-space=0.5",
            "--cpu-offload-gb=0",
            "--disable-log-requests",
            "--no-enable-log-requests",
            "--uvicorn-log-level=warning");

    assertThat(simulation).isEqualTo(parse());
  }

  @Test
  void theHelpSaysWhichTheseAre() {
    List<String> help = new ServerOptions().parser(Map.of()).getUsageMessage().lines().toList();

    assertThat(help)
        .anyMatch(line -> line.matches(" +--swap-space=GIB +vLLM's, without effect here\\."))
        .anyMatch(line -> line.contains("--[no-]enforce-eager"))
        .noneMatch(line -> line.matches(" +--max-num-seqs.*without effect.*"))
        .anyMatch(line -> line.contains("INFERENCE_SIM_MAX_NUM_SEQS"));
  }

  @Test
  void theModelIsServedUnderItsOwnNameUnlessAnotherIsGiven() {
    assertThat(options(Map.of()).modelNames()).containsExactly("mistral-7b");
    assertThat(options(Map.of(), "--model=org/m").modelNames()).containsExactly("org/m");
    ServerOptions both = options(Map.of(), "--model=org/m", "--served-model-name", "a", "b");
    assertThat(both.modelNames()).containsExactly("a", "b");
    assertThat(both.modelRoot()).isEqualTo("org/m");
    assertThat(options(Map.of(), "--served-model-name=a").modelRoot()).isEqualTo("a");
  }

  @Test
  void memoryUtilizationSizesTheKvCache() {
    assertThat(parse("--gpu-memory-utilization=0.90").config()).isEqualTo(parse().config());
    assertThat(parse("--gpu-memory-utilization=0.95").config().numBlocks()).isEqualTo(64_414 / 16);
    assertThat(
            parse("--gpu-memory-utilization=0.95", "--num-gpu-blocks-override=1000")
                .config()
                .numBlocks())
        .isEqualTo(1000);
    assertThat(parse("--profile=constant:1ms", "--gpu-memory-utilization=0.1").config())
        .isEqualTo(parse("--profile=constant:1ms").config());
  }

  @Test
  void aFlagThatIsNotGivenComesFromTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "INFERENCE_SIM_HOST", "0.0.0.0",
            "INFERENCE_SIM_MAX_NUM_SEQS", "7",
            "INFERENCE_SIM_SPEED", "",
            "INFERENCE_SIM_SERVED_MODEL_NAME", "m",
            "INFERENCE_SIM_ENABLE_REQUEST_ID_HEADERS", "true",
            "INFERENCE_SIM_TENSOR_PARALLEL_SIZE", "2");

    ServerOptions fromEnvironment = options(environment);
    assertThat(fromEnvironment.host).isEqualTo("0.0.0.0");
    assertThat(fromEnvironment.maxNumSeqs).isEqualTo(7);
    assertThat(fromEnvironment.speed).isEqualTo(1);
    assertThat(fromEnvironment.modelNames()).containsExactly("m");
    assertThat(fromEnvironment.requestIdHeaders).isTrue();

    ServerOptions given =
        options(
            environment,
            "--host=::1",
            "--max-num-seqs=9",
            "--served-model-name=a",
            "--enable-request-id-headers");
    assertThat(given.host).isEqualTo("::1");
    assertThat(given.maxNumSeqs).isEqualTo(9);
    assertThat(given.modelNames()).containsExactly("a");
    assertThat(given.requestIdHeaders).isTrue();
  }

  @Test
  void vllmsOwnVariableForTheKeyIsTaken() {
    assertThat(options(Map.of("VLLM_API_KEY", "secret")).apiKeys).containsExactly("secret");
    assertThat(options(Map.of("VLLM_API_KEY", "")).apiKeys).isEmpty();
    assertThat(
            options(Map.of("VLLM_API_KEY", "a", "INFERENCE_SIM_API_KEY", "b"), "--api-key=c")
                .apiKeys)
        .containsExactly("c");
  }

  @ParameterizedTest
  @CsvSource({
    "INFERENCE_SIM_PORT, x, --port",
    "INFERENCE_SIM_DTYPE, int4, --dtype",
    "INFERENCE_SIM_ENFORCE_EAGER, perhaps, --enforce-eager"
  })
  void aWrongVariableNamesItsFlag(String variable, String value, String flag) {
    assertThatThrownBy(() -> options(Map.of(variable, value)))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(flag);
  }

  @Test
  void whatKubernetesSaysOfAServiceOfThatNameIsNoPort() {
    assertThat(options(Map.of("INFERENCE_SIM_PORT", "tcp://10.96.0.7:8000")).port).isEqualTo(8000);
  }

  /** An overlay for tests swaps only the image, so the flags must do as they are. */
  @Test
  void rawVllmsArgumentsAreTakenUnchanged() throws IOException {
    Path manifest = Path.of("../../serving/raw-vllm/deployment.yaml");
    List<String> arguments =
        Files.readAllLines(manifest).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("- --"))
            .map(line -> line.substring(2))
            .toList();
    assertThat(arguments).contains("--gpu-memory-utilization=0.90");

    ServerOptions options = options(Map.of(), arguments.toArray(String[]::new));
    assertThat(Simulation.of(options).config().maxNumSeqs()).isEqualTo(32);
    assertThat(options.modelNames()).containsExactly("mistral-7b");
    assertThat(options.modelRoot()).isEqualTo("mistralai/Mistral-7B-Instruct-v0.3");
  }

  private static ServerOptions options(Map<String, String> environment, String... flags) {
    ServerOptions options = new ServerOptions();
    options.parser(environment).parseArgs(flags);
    return options;
  }

  private static Simulation parse(String... flags) {
    ServerOptions options = options(Map.of(), flags);
    Simulation simulation = Simulation.of(options);
    Flags.check(options);
    return simulation;
  }
}
