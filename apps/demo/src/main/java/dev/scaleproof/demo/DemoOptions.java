package dev.scaleproof.demo;

import dev.scaleproof.demo.jobs.JobsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
          + " gateway to real simulator servers, once under KEDA's rules and once under a CPU HPA. Or the same"
          + " jobs, from a real Redis to real workers.",
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
  private static final int MOST_JOBS = 10_000;
  private static final int MOST_AT_A_TIME = 100;
  private static final double SHORTEST_JOB = 0.25;
  private static final double LONGEST_JOB = 600;

  private static final double CHAT_SPEED = 10;

  /**
   * With jobs the machine's own work counts that many times: what embeds a hundred questions when
   * as many jobs begin at once is then a few seconds of theirs.
   */
  private static final double JOBS_SPEED = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--speed",
      defaultValue = "${env:SPEED}",
      paramLabel = "N",
      description = "Simulated seconds in a second (10, of jobs 5); also SPEED.")
  private @Nullable Double speed;

  @Option(
      names = "--users",
      defaultValue = "${env:USERS:-40}",
      paramLabel = "N",
      description = "Users who come at once (${DEFAULT-VALUE}); also USERS.")
  private int users;

  @Option(
      names = "--scaled-object",
      defaultValue = "${env:SCALED_OBJECT}",
      paramLabel = "FILE",
      description =
          "The ScaledObject that decides (scaledobject.yaml of serving/vllm-sim or serving/rag);"
              + " also SCALED_OBJECT.")
  private @Nullable Path scaledObject;

  @Option(
      names = "--scenario",
      defaultValue = "${env:SCENARIO:-chat}",
      paramLabel = "NAME",
      description =
          "What is shown (${DEFAULT-VALUE}): chat, requests to model servers, or rag, jobs in a queue;"
              + " also SCENARIO.")
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
      paramLabel = "FOLDER",
      description =
          "Where report.html, result.json and the raw data go (out/demo, of rag out/demo-rag).")
  private @Nullable Path out;

  @Option(
      names = "--jobs",
      defaultValue = "100",
      paramLabel = "N",
      description = "rag: jobs that come at once (${DEFAULT-VALUE}).")
  private int jobs;

  @Option(
      names = "--job-seconds",
      defaultValue = "16.5",
      paramLabel = "N",
      description = "rag: the model's time for a job, in steps of 0.25 s (${DEFAULT-VALUE}).")
  private double jobSeconds;

  @Option(
      names = "--jobs-at-a-time",
      defaultValue = "5",
      paramLabel = "N",
      description = "rag: of each worker in the third run (${DEFAULT-VALUE}).")
  private int jobsAtATime;

  @Option(
      names = "--redis-url",
      defaultValue = "${env:REDIS_URL}",
      paramLabel = "URL",
      description =
          "rag: your Redis, in which the demo cleans up after itself; else one is started; also"
              + " REDIS_URL.")
  private @Nullable String redisUrl;

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
    double chosen = speed();
    require(chosen > 0 && chosen <= FASTEST, "--speed", chosen, "above 0, at most 1000");
    require(users >= 1 && users <= MOST, "--users", users, "1 to " + MOST);
    require(scenario.equals("chat") || rag(), "--scenario", scenario, "chat or rag");
    require(
        requestsPerUser >= 1 && requestsPerUser <= MOST,
        "--requests-per-user",
        requestsPerUser,
        "1 to " + MOST);
    require(
        promptTokens >= 1 && promptTokens <= MOST, "--prompt-tokens", promptTokens, "1 to " + MOST);
    require(maxTokens >= 1 && maxTokens <= MOST, "--max-tokens", maxTokens, "1 to " + MOST);
    return new Checked(
        chosen,
        users,
        scaledObject("vllm-sim"),
        scenario,
        requestsPerUser,
        promptTokens,
        maxTokens,
        seed,
        serving,
        out == null ? Path.of("out/demo") : out);
  }

  /** Whether it is the scenario of jobs. */
  boolean rag() {
    return scenario.equals("rag");
  }

  /**
   * The values of the scenario of jobs.
   *
   * @throws ParameterException naming the flag whose value does not fit
   */
  JobsOptions jobs() {
    Checked common = checked();
    require(jobs >= 1 && jobs <= MOST_JOBS, "--jobs", jobs, "1 to " + MOST_JOBS);
    require(
        jobSeconds >= SHORTEST_JOB && jobSeconds <= LONGEST_JOB,
        "--job-seconds",
        jobSeconds,
        "0.25 to 600");
    require(
        jobsAtATime >= 2 && jobsAtATime <= MOST_AT_A_TIME,
        "--jobs-at-a-time",
        jobsAtATime,
        "2 to " + MOST_AT_A_TIME);
    return new JobsOptions(
        common.speed(),
        jobs,
        jobSeconds,
        jobsAtATime,
        scaledObject("rag"),
        serving,
        out == null ? Path.of("out/demo-rag") : out,
        redisUrl == null || redisUrl.isBlank() ? null : redisUrl);
  }

  private double speed() {
    if (speed != null) {
      return speed;
    }
    return rag() ? JOBS_SPEED : CHAT_SPEED;
  }

  private Path scaledObject(String component) {
    return scaledObject == null ? Path.of("serving", component, "scaledobject.yaml") : scaledObject;
  }

  private void require(boolean holds, String flag, Object value, String allowed) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: '%s' does not fit, use %s".formatted(flag, value, allowed));
    }
  }
}
