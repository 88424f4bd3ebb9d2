package dev.scaleproof.demo;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags. Not thread-safe. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    version = "scaleproof demo 0.1.0",
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Shows on this machine what an autoscaler does to LLM serving: the same burst of requests, through a real"
          + " gateway to real simulator servers, once under KEDA's rules and once under a CPU HPA.",
      ""
    },
    footer = {
      "",
      "Run it from the repository's root. Exit code 0: every request is accounted for; 1: it could not run;"
          + " 2: a flag or a manifest is wrong."
    })
final class DemoOptions {
  private static final double FASTEST = 1000;
  private static final int MOST = 100_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--speed",
      defaultValue = "${env:SPEED:-10}",
      paramLabel = "N",
      description = "Simulated seconds in a second (${DEFAULT-VALUE}); also SPEED.")
  private double speed;

  @Option(
      names = "--users",
      defaultValue = "${env:USERS:-40}",
      paramLabel = "N",
      description = "Users who come at once (${DEFAULT-VALUE}); also USERS.")
  private int users;

  @Option(
      names = "--scaled-object",
      defaultValue = "${env:SCALED_OBJECT:-serving/vllm-sim/scaledobject.yaml}",
      paramLabel = "FILE",
      description = "The ScaledObject that decides (${DEFAULT-VALUE}); also SCALED_OBJECT.")
  private Path scaledObject = Path.of("");

  @Option(
      names = "--scenario",
      defaultValue = "${env:SCENARIO:-chat}",
      paramLabel = "NAME",
      description = "What is shown (${DEFAULT-VALUE}): chat; also SCENARIO.")
  private String scenario = "";

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
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of the prompts (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--serving",
      defaultValue = "serving",
      paramLabel = "FOLDER",
      description = "Where the manifests are (${DEFAULT-VALUE}).")
  private Path serving = Path.of("");

  @Option(
      names = "--out",
      defaultValue = "out/demo",
      paramLabel = "FOLDER",
      description = "Where report.html, result.json and the raw data go (${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  /** Values once they have been checked. */
  record Checked(
      double speed,
      int users,
      Path scaledObject,
      String scenario,
      int requestsPerUser,
      int promptTokens,
      int maxTokens,
      long seed,
      Path serving,
      Path out) {}

  /**
   * The values.
   *
   * @throws ParameterException naming the flag whose value does not fit
   */
  Checked checked() {
    require(speed > 0 && speed <= FASTEST, "--speed", speed, "above 0, at most 1000");
    require(users >= 1 && users <= MOST, "--users", users, "1 to " + MOST);
    require(scenario.equals("chat"), "--scenario", scenario, "chat");
    require(
        requestsPerUser >= 1 && requestsPerUser <= MOST,
        "--requests-per-user",
        requestsPerUser,
        "1 to " + MOST);
    require(
        promptTokens >= 1 && promptTokens <= MOST, "--prompt-tokens", promptTokens, "1 to " + MOST);
    require(maxTokens >= 1 && maxTokens <= MOST, "--max-tokens", maxTokens, "1 to " + MOST);
    return new Checked(
        speed,
        users,
        scaledObject,
        scenario,
        requestsPerUser,
        promptTokens,
        maxTokens,
        seed,
        serving,
        out);
  }

  private void require(boolean holds, String flag, Object value, String allowed) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: '%s' does not fit, use %s".formatted(flag, value, allowed));
    }
  }
}
