package dev.scaleproof.sim;

import dev.scaleproof.sim.life.StartupTime;
import dev.scaleproof.sim.text.CannedAnswers;
import dev.scaleproof.sim.text.OutputLength;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The simulator's flags: vLLM's names and defaults where vLLM has them. */
@Command(
    name = "inference-sim-server",
    mixinStandardHelpOptions = true,
    version = "inference-sim-server 0.1.0, behaving as vLLM 0.32.0",
    sortOptions = false,
    description = {
      "A server that a client, a scraper and an autoscaler cannot tell from vLLM, without a GPU.",
      "Every time that it reports is in simulated seconds."
    },
    footer = {
      "",
      "Each flag is also an environment variable: --max-num-seqs is INFERENCE_SIM_MAX_NUM_SEQS. A flag wins.",
      "As vLLM: VLLM_SERVER_DEV_MODE=1 adds /sleep, /wake_up and /is_sleeping;",
      "VLLM_KEEP_ALIVE_ON_ENGINE_DEATH=1 keeps a server whose engine has died."
    })
final class ServerOptions {
  @Spec CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  int port = 8000;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Model that is pretended to be served. How fast it is and what fits is the profile's matter.")
  @Nullable String model;

  @Option(
      names = "--served-model-name",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Names that requests may give; answers give the first. Default: that of --model, else mistral-7b.")
  List<String> servedModelNames = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "How fast the simulated GPU is: L4, T4-AWQ, A100, a file that fit-profile wrote, or constant:TIME (such as constant:20ms) for steps that all last that long. Default: ${DEFAULT-VALUE}.")
  String profile = "L4";

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = "Simulated seconds in a real second. Default: ${DEFAULT-VALUE}.")
  double speed = 1;

  @Option(
      names = "--max-num-seqs",
      paramLabel = "COUNT",
      description = "Most sequences in a batch. Default: ${DEFAULT-VALUE}.")
  int maxNumSeqs = 256;

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "TOKENS",
      description = "Most tokens computed in a step. Default: ${DEFAULT-VALUE}.")
  int maxNumBatchedTokens = 2048;

  @Option(
      names = "--max-model-len",
      paramLabel = "TOKENS",
      description = "Most tokens of prompt and answer together. Default: ${DEFAULT-VALUE}.")
  int maxModelLen = 4096;

  @Option(
      names = "--block-size",
      paramLabel = "TOKENS",
      description = "Tokens in a KV cache block. Default: 16.")
  @Nullable Integer blockSize;

  @Option(
      names = "--num-gpu-blocks-override",
      paramLabel = "COUNT",
      description =
          "KV cache blocks, one of them reserved. Default: what fits beside the model on the profile's GPU.")
  @Nullable Integer numGpuBlocks;

  @Option(
      names = "--gpu-memory-utilization",
      paramLabel = "FRACTION",
      description =
          "Part of the profile's GPU memory that weights and KV cache may take. Default: 0.9.")
  @Nullable Double gpuMemoryUtilization;

  @Option(
      names = "--enable-prefix-caching",
      fallbackValue = "true",
      description = "Share whole blocks of equal prompt beginnings. This is the default.")
  boolean enablePrefixCaching;

  @Option(
      names = "--no-enable-prefix-caching",
      fallbackValue = "true",
      description = "Do not share blocks of equal prompt beginnings.")
  boolean noEnablePrefixCaching;

  @Option(
      names = "--scheduling-policy",
      paramLabel = "fcfs|priority",
      description =
          "Who is admitted first: who came first, or the lowest `priority` of a request. Default: ${DEFAULT-VALUE}.")
  String schedulingPolicy = "fcfs";

  @Option(
      names = "--max-num-queued-reqs",
      paramLabel = "COUNT",
      description = "Requests beyond this many that have not run yet get 503. Default: no limit.")
  @Nullable Integer maxNumQueuedRequests;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description =
          "Where answers' words are drawn from: the same seed and prompt give the same answer. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--output-length",
      paramLabel = "LENGTH",
      description =
          "Tokens after which answers end by themselves: none, fixed:N, uniform:LEAST-MOST or lognormal:MEDIAN,SIGMA. Default: none, answers run to max_tokens.")
  String outputLength = "none";

  @Option(
      names = "--api-key",
      arity = "1..*",
      paramLabel = "KEY",
      description = "Keys of which requests under /v1 must bring one. Default: none needed.")
  List<String> apiKeys = new ArrayList<>();

  @Option(
      names = "--enable-request-id-headers",
      fallbackValue = "true",
      description = "Send x-request-id with every response.")
  boolean requestIdHeaders;

  @Option(
      names = "--enable-prompt-tokens-details",
      fallbackValue = "true",
      description = "Say in usage how much of the prompt was cached.")
  boolean promptTokensDetails;

  @Option(
      names = "--enable-force-include-usage",
      fallbackValue = "true",
      description = "Send usage with every stream, asked for or not.")
  boolean forceIncludeUsage;

  @Option(
      names = "--enable-server-load-tracking",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Count requests at /load. This is the default, as recorded.")
  boolean serverLoadTracking;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description =
          "Answers that are given word for word: a line each, {\"prompt\": …, \"answer\": …}, or with \"pattern\" for a regular expression. Default: none.")
  @Nullable Path answers;

  @Option(
      names = "--tool-call-parser",
      paramLabel = "NAME",
      description =
          "Let requests demand tool calls; any name will do, as answers are made up. Default: none, such requests get 400.")
  @Nullable String toolCallParser;

  @Option(
      names = "--enable-auto-tool-choice",
      fallbackValue = "true",
      description = "Call tools where requests leave it to the model. Needs --tool-call-parser.")
  boolean autoToolChoice;

  @Option(
      names = "--startup-time",
      paramLabel = "TIME",
      description =
          "Simulated seconds of loading weights before connections are accepted: SECONDS, uniform:LEAST-MOST, normal:MEAN,DEVIATION or lognormal:MEDIAN,SIGMA. Default: ${DEFAULT-VALUE}.")
  String startupTime = "0";

  @Option(
      names = "--startup-seed",
      paramLabel = "NUMBER",
      description =
          "What --startup-time is drawn from. Default: --seed and this machine's name, so that replicas differ.")
  @Nullable Long startupSeed;

  @Option(
      names = "--enable-fault-injection",
      fallbackValue = "true",
      description = "Take schedules of faults at /sim/faults. Whoever reaches the port may use it.")
  boolean faultInjection;

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "SECONDS",
      description =
          "Simulated seconds that requests may take to end after SIGTERM before they are aborted. Default: ${DEFAULT-VALUE}.")
  int shutdownTimeout;

  /** Set by {@link #parser} from the environment. */
  VllmEnvironment vllm = new VllmEnvironment(false, false);

  @Option(
      names = "--max-body-bytes",
      paramLabel = "BYTES",
      description = "Larger request bodies get 413. Default: ${DEFAULT-VALUE}.")
  long maxBodyBytes = 16L << 20;

  /**
   * A parser that fills these options: with vLLM's flags that change nothing here, and with the
   * environment for flags that are not given.
   */
  CommandLine parser(Map<String, String> environment) {
    CommandLine parser = new CommandLine(this);
    IgnoredFlags.addTo(parser.getCommandSpec());
    try {
      vllm = VllmEnvironment.of(environment);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(parser, wrong.getMessage());
    }
    return parser.setDefaultValueProvider(new EnvironmentFlags(environment));
  }

  StartupTime parsedStartupTime() {
    return StartupTime.parse(startupTime);
  }

  /** The seed that draws the start-up time; {@code machine} tells replicas apart. */
  long startupSeedFor(String machine) {
    return startupSeed == null ? seed * 31 + machine.hashCode() : startupSeed;
  }

  /** What answers call the model. */
  List<String> modelNames() {
    return servedModelNames.isEmpty() ? List.of(modelOrDefault()) : List.copyOf(servedModelNames);
  }

  /** What the model list gives as the root of every name: {@code --model}, as vLLM does. */
  String modelRoot() {
    return model == null ? modelNames().getFirst() : model;
  }

  private String modelOrDefault() {
    return model == null ? "mistral-7b" : model;
  }

  int blockSizeOrDefault() {
    return blockSize == null ? 16 : blockSize;
  }

  OutputLength parsedOutputLength() {
    return OutputLength.parse(outputLength);
  }

  /** The answers of {@code --answers}. */
  CannedAnswers cannedAnswers() {
    return answers == null ? CannedAnswers.NONE : CannedAnswers.read(answers);
  }

  /** A mistake in the flags, told in one line. */
  ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
