package dev.scaleproof.rag.config;

import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.RedisSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the program. Each can also be given as an environment variable; a flag wins. */
@Command(
    name = "rag-worker",
    mixinStandardHelpOptions = true,
    version = "scaleproof rag-worker 0.1.0",
    sortOptions = false,
    usageHelpWidth = 110,
    description =
        "Takes questions from a Redis queue, looks up sources, asks a chat model, and stores the answer.",
    footer = {
      "",
      "Each flag is also an environment variable: --model-url is MODEL_URL. A flag wins."
    })
public final class WorkerCommand {
  private static final int LAST_PORT = 65_535;
  private static final int LONGEST_SECONDS = 86_400;

  /** What an attempt may take beside the model. */
  private static final Duration SEARCH = Duration.ofMinutes(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "${env:WORKER_HOST:-127.0.0.1}",
      description = "Address to listen on (${DEFAULT-VALUE}); 0.0.0.0 for every interface.")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:PORT:-8081}",
      paramLabel = "PORT",
      description = "Port of /metrics and /health (${DEFAULT-VALUE}); 0 for any free one.")
  private int port;

  @Option(
      names = "--redis-url",
      defaultValue = "${env:REDIS_URL:-redis://127.0.0.1:6379}",
      paramLabel = "URL",
      showDefaultValue = Visibility.NEVER,
      description = "redis://[[user]:password@]host[:port], or rediss:// (redis://127.0.0.1:6379).")
  private String redis = "";

  @Option(
      names = "--queue",
      defaultValue = "${env:QUEUE:-default}",
      paramLabel = "NAME",
      description = "Whose jobs to take (${DEFAULT-VALUE}).")
  private String queue = "";

  @Option(
      names = "--worker",
      defaultValue = "${env:WORKER:-${env:HOSTNAME:-worker}}",
      paramLabel = "NAME",
      description = "This worker's name in job states (${DEFAULT-VALUE}).")
  private String worker = "";

  @Option(
      names = "--concurrency",
      defaultValue = "${env:CONCURRENCY:-1}",
      paramLabel = "N",
      description = "Jobs at once (${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--model-url",
      defaultValue = "${env:MODEL_URL:-http://127.0.0.1:8080}",
      paramLabel = "URL",
      description = "Any OpenAI-compatible server, without /v1 (${DEFAULT-VALUE}).")
  private String modelUrl = "";

  @Option(
      names = "--model-name",
      defaultValue = "${env:MODEL_NAME:-mistral-7b}",
      paramLabel = "NAME",
      description = "For jobs that name no model (${DEFAULT-VALUE}).")
  private String modelName = "";

  @Option(
      names = "--model-timeout-seconds",
      defaultValue = "${env:MODEL_TIMEOUT_SECONDS:-300}",
      paramLabel = "SECONDS",
      description = "The longest wait for an answer (${DEFAULT-VALUE}).")
  private int modelTimeout;

  @Option(
      names = "--index-dir",
      defaultValue = "${env:INDEX_DIR:-out/index}",
      paramLabel = "FOLDER",
      description = "The index that `make build-index` wrote (${DEFAULT-VALUE}).")
  private Path index = Path.of("");

  @Option(
      names = "--embedding-dir",
      defaultValue = "${env:EMBEDDING_DIR:-}",
      paramLabel = "FOLDER",
      description = "The embedding model, unpacked; without it, it is read from its jar.")
  private String embedding = "";

  @Option(
      names = "--lease-seconds",
      defaultValue = "${env:LEASE_SECONDS:-30}",
      paramLabel = "SECONDS",
      description = "After which silence another worker takes a job over (${DEFAULT-VALUE}).")
  private int lease;

  @Option(
      names = "--max-deliveries",
      defaultValue = "${env:MAX_DELIVERIES:-5}",
      paramLabel = "N",
      description = "Attempts at a job before it is a dead letter (${DEFAULT-VALUE}).")
  private int maxDeliveries;

  @Option(
      names = "--grace-seconds",
      defaultValue = "${env:GRACE_SECONDS:-25}",
      paramLabel = "SECONDS",
      description =
          "How long jobs may go on after SIGTERM; then they are handed back (${DEFAULT-VALUE}).")
  private int grace;

  /**
   * The settings that the flags say. The model's key comes from {@code MODEL_API_KEY} alone: flags
   * are in every process list.
   *
   * @throws ParameterException with a message that names the flag
   */
  public Settings settings(String apiKey) {
    check(port >= 0 && port <= LAST_PORT, "--port: " + port + " is no port, use 0 to " + LAST_PORT);
    seconds("--lease-seconds", lease, 1);
    seconds("--grace-seconds", grace, 0);
    seconds("--model-timeout-seconds", modelTimeout, 1);
    check(!modelName.isBlank(), "--model-name: must not be blank");
    try {
      ConsumerSettings consumer =
          ConsumerSettings.of(queue, worker)
              .withConcurrency(concurrency)
              .withLease(Duration.ofSeconds(lease))
              .withMaxDeliveries(maxDeliveries)
              // The model has its time, and the search for sources.
              .withLongestRun(Duration.ofSeconds(modelTimeout).plus(SEARCH))
              .withGrace(Duration.ofSeconds(grace));
      return new Settings(
          host,
          port,
          new RedisSettings(redis),
          consumer,
          new Settings.Model(url(), modelName, apiKey, Duration.ofSeconds(modelTimeout)),
          index,
          embedding.isBlank() ? Optional.empty() : Optional.of(Path.of(embedding)));
    } catch (IllegalArgumentException refused) {
      throw wrong(String.valueOf(refused.getMessage()));
    }
  }

  private URI url() {
    try {
      URI url = URI.create(modelUrl.replaceFirst("/+$", "").replaceFirst("/v1$", ""));
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw wrong("--model-url: '%s' is no http:// or https:// address".formatted(modelUrl));
  }

  private void seconds(String flag, int value, int least) {
    check(
        value >= least && value <= LONGEST_SECONDS,
        "%s: %d seconds, use %d to %d".formatted(flag, value, least, LONGEST_SECONDS));
  }

  private void check(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
