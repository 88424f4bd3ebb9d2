package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterFlags;
import dev.scaleproof.report.terminal.View;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code make proof}. Not thread-safe. */
@Command(
    name = "proof",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Proves on a real cluster that the simulator scales out and back under the real KEDA: applies a ScaledObject,"
          + " drives a burst through the gateway, watches, takes everything away again, and writes a report.",
      ""
    },
    footer = {
      "",
      "Run it from the repository's root. Exit code 0: replicas went from start to max and back and no request"
          + " failed; 1: something of that does not hold, or it could not run; 2: a flag or the ScaledObject is wrong."
    })
public final class ProofCommand implements Callable<Integer> {
  private static final int MOST = 10_000;
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);

  @Spec private CommandSpec spec;

  @Mixin private ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = "--scaled-object",
      defaultValue = "${env:SCALED_OBJECT:-serving/vllm-sim/scaledobject.yaml}",
      paramLabel = "FILE",
      description = "The ScaledObject to prove (${DEFAULT-VALUE}); also SCALED_OBJECT.")
  private Path scaledObject = Path.of("");

  @Option(
      names = "--users",
      defaultValue = "${env:USERS:-40}",
      paramLabel = "N",
      description = "Users who come at once (${DEFAULT-VALUE}); also USERS.")
  private int users;

  @Option(
      names = "--requests-per-user",
      defaultValue = "10",
      paramLabel = "N",
      description = "Requests that each user sends, one after the other (${DEFAULT-VALUE}).")
  private int requestsPerUser;

  @Option(
      names = "--prompt-tokens",
      defaultValue = "100",
      paramLabel = "N",
      description = "Length of a prompt, about (${DEFAULT-VALUE}).")
  private int promptTokens;

  @Option(
      names = "--max-tokens",
      defaultValue = "128",
      paramLabel = "N",
      description = "Length of an answer (${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(
      names = "--steady-users",
      defaultValue = "2",
      paramLabel = "N",
      description =
          "Users who keep asking after the burst, so that replicas leave under traffic (${DEFAULT-VALUE}).")
  private int steadyUsers;

  @Option(
      names = "--ttft-bound",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description = "Time to first token up to which latency is normal (${DEFAULT-VALUE}).")
  private double ttftBound;

  @Option(
      names = "--without-twin",
      description =
          "Leave the scaling twin out: it knows the metric, but not that KEDA was restarted or could not be reached.")
  private boolean withoutTwin;

  @Option(
      names = "--model",
      defaultValue = "mistral-7b-sim",
      paramLabel = "NAME",
      description = "The simulator's model (${DEFAULT-VALUE}).")
  private String model = "";

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of the prompts (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The gateway, if neither the published port nor a port-forward will do.")
  private @Nullable URI url;

  @Option(
      names = "--out",
      defaultValue = "out/proof",
      paramLabel = "FOLDER",
      description = "Where report.html, result.json and the raw data go (${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    ProofOptions options = checked();
    ProofPlan plan = ProofPlan.of(scaledObject);
    View view = View.on(System.out, View.isTerminal(), PLAIN_INTERVAL);
    try (ClusterConnection connection = cluster.open()) {
      try {
        return new ProofSession(connection, plan, options, view, Clock.systemUTC()).run();
      } catch (KubernetesClientException failed) {
        throw connection.explain(failed);
      }
    }
  }

  private ProofOptions checked() {
    within("--users", users, 1);
    within("--requests-per-user", requestsPerUser, 1);
    within("--prompt-tokens", promptTokens, 1);
    within("--max-tokens", maxTokens, 1);
    within("--steady-users", steadyUsers, 0);
    require(ttftBound > 0 && ttftBound <= 600, "--ttft-bound", ttftBound, "above 0, at most 600");
    require(
        url == null || (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")),
        "--url",
        String.valueOf(url),
        "http://HOST:PORT");
    return new ProofOptions(
        users,
        requestsPerUser,
        promptTokens,
        maxTokens,
        steadyUsers,
        ttftBound,
        !withoutTwin,
        model,
        seed,
        url,
        cluster.folder().map(folder -> folder.resolve("gateway-url")).orElse(null),
        out);
  }

  private void within(String flag, int value, int least) {
    require(value >= least && value <= MOST, flag, value, least + " to " + MOST);
  }

  private void require(boolean holds, String flag, Object value, String allowed) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: '%s' does not fit, use %s".formatted(flag, value, allowed));
    }
  }
}
