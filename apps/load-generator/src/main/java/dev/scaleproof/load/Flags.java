package dev.scaleproof.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line's flags, and the plan that they ask for. */
final class Flags {
  /** The API to call. */
  enum Api {
    CHAT,
    COMPLETIONS
  }

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "Base address of an OpenAI-compatible server, such as http://127.0.0.1:8080.")
  String url;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Model to ask for. Default: the first of GET /v1/models.")
  String model;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:OPENAI_API_KEY:-}",
      description = "Bearer token. Default: the environment's OPENAI_API_KEY.")
  String apiKey;

  @Option(names = "--insecure", description = "Accept any TLS certificate.")
  boolean insecure;

  @Option(
      names = "--users",
      paramLabel = "N",
      description =
          "Closed loop: N users, each of whom sends the next request after the last."
              + " Default: 8, unless --rate or --trace is given.")
  @Nullable Integer users;

  @Option(
      names = "--requests-per-user",
      paramLabel = "N",
      defaultValue = "0",
      description = "Closed loop: a user leaves after N requests.")
  int requestsPerUser;

  @Option(
      names = "--think-time",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "Closed loop: pause of a user between requests.")
  Duration thinkTime;

  @Option(
      names = "--expected-interval",
      paramLabel = "TIME",
      defaultValue = "0s",
      description =
          "Closed loop: how often a user would send if nothing stalled, for the corrected"
              + " latencies. Default: the run's median.")
  Duration expectedInterval;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Open loop: N requests a second, whatever becomes of the ones before.")
  @Nullable Double rate;

  @Option(
      names = "--spacing",
      paramLabel = "poisson|uniform",
      defaultValue = "poisson",
      description = "Open loop: how arrivals are spaced. Default: ${DEFAULT-VALUE}.")
  Arrivals.Spacing spacing;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Open loop from a file of lines {\"t\": seconds, \"prompt_tokens\": n,"
              + " \"max_tokens\": n}.")
  @Nullable Path trace;

  @Option(
      names = "--ramp",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "Users or rate grow evenly over this time.")
  Duration ramp;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "0s",
      description =
          "Send for this long after the warm-up, then wait for the answers."
              + " Default: 30s, unless a number of requests or a trace is given.")
  Duration duration;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after N requests.")
  long requests;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "Requests of the first TIME are sent but not reported.")
  Duration warmUp;

  @Option(
      names = "--api",
      paramLabel = "chat|completions",
      defaultValue = "chat",
      description = "Default: ${DEFAULT-VALUE}.")
  Api api;

  @Option(
      names = "--stream",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Answers as server-sent events. Default: --stream.")
  boolean stream;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Limit of an answer. Default: ${DEFAULT-VALUE}.")
  int maxTokens;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Length of synthetic prompts, about. Default: ${DEFAULT-VALUE}.")
  int promptTokens;

  @Option(
      names = "--prefixes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Synthetic prompts share N distinct beginnings; 0: they share none."
              + " Default: ${DEFAULT-VALUE}.")
  int prefixes;

  @Option(
      names = "--prefix-tokens",
      paramLabel = "N",
      description = "Length of the shared beginning. Default: half of --prompt-tokens.")
  @Nullable Integer prefixTokens;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Prompts from a file, one a line, in turn.")
  @Nullable Path prompts;

  @Option(
      names = "--extra-body",
      paramLabel = "JSON",
      defaultValue = "",
      description = "Further members of every request, such as '{\"ignore_eos\":true}'.")
  String extraBody;

  @Option(
      names = "--plain",
      arity = "2",
      paramLabel = "METHOD PATH",
      hideParamSyntax = true,
      description =
          "Send plain HTTP requests, such as --plain GET /health, and only count the answers.")
  String @Nullable [] plain;

  @Option(names = "--body", paramLabel = "JSON", description = "Body of --plain requests.")
  @Nullable String body;

  @Option(
      names = "--expected-gap",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "Report how far the gaps between a stream's events are from TIME.")
  Duration expectedGap;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "For one request, to the end of its answer. Default: ${DEFAULT-VALUE}.")
  Duration timeout;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Default: ${DEFAULT-VALUE}.")
  Duration connectTimeout;

  @Option(
      names = "--total-timeout",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "For the whole run; what is in flight then is cancelled. Default: none.")
  Duration totalTimeout;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Requests at once. Latency counts from the intended moment even if this delays the"
              + " sending. Default: ${DEFAULT-VALUE}.")
  int maxInFlight;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Network threads. Default: ${DEFAULT-VALUE}.")
  int eventLoops;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of arrivals and prompts. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the report as JSON.")
  @Nullable Path out;

  @Option(
      names = "--records",
      paramLabel = "FILE",
      description = "Write every request as a JSON line.")
  @Nullable Path records;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  URI target() {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw UserException.flag("--url: '" + url + "' is no address such as http://127.0.0.1:8080");
    }
  }

  /**
   * All but the model.
   *
   * @throws UserException naming the flag that does not fit
   */
  LoadPlan.Builder plan() {
    exclusive();
    try {
      LoadPlan.Builder plan =
          LoadPlan.to(target())
              .workload(workload())
              .arrivals(arrivals())
              .requests(requests)
              .duration(endless() ? Duration.ofSeconds(30) : duration)
              .warmUp(warmUp)
              .maxInFlight(maxInFlight)
              .connectTimeout(connectTimeout)
              .requestTimeout(timeout)
              .totalTimeout(totalTimeout)
              .apiKey(apiKey.isEmpty() ? null : apiKey)
              .seed(seed)
              .eventLoops(eventLoops)
              .insecure(insecure)
              .expectedInterval(expectedInterval)
              .expectedGap(expectedGap);
      plan.build();
      return plan;
    } catch (IllegalArgumentException e) {
      // "users: at least 1" is about --users, "max in flight: …" about --max-in-flight.
      String message = String.valueOf(e.getMessage());
      int colon = Math.max(0, message.indexOf(':'));
      throw UserException.flag(
          "--"
              + message.substring(0, colon).toLowerCase(Locale.ROOT).replace(' ', '-')
              + message.substring(colon));
    }
  }

  private void exclusive() {
    if (rate != null && users != null) {
      throw UserException.flag(
          "--rate: not together with --users; choose an open or a closed loop");
    }
    if (trace != null && (rate != null || users != null)) {
      throw UserException.flag("--trace: not together with --users or --rate");
    }
    boolean open = rate != null || trace != null;
    if (open && (requestsPerUser > 0 || thinkTime.isPositive() || expectedInterval.isPositive())) {
      throw UserException.flag(
          "--rate: --requests-per-user, --think-time and --expected-interval are for --users");
    }
    if (trace != null && ramp.isPositive()) {
      throw UserException.flag("--ramp: not together with --trace, which says when to send");
    }
    if (body != null && plain == null) {
      throw UserException.flag("--body: only together with --plain");
    }
    if (prefixTokens != null && prefixes == 0) {
      throw UserException.flag("--prefix-tokens: only together with --prefixes");
    }
  }

  private boolean endless() {
    return requests == 0 && !duration.isPositive() && requestsPerUser == 0 && trace == null;
  }

  private Arrivals arrivals() {
    if (trace != null) {
      return InputFiles.trace(trace);
    }
    if (rate != null) {
      return new Arrivals.OpenLoop(rate, spacing, ramp);
    }
    return new Arrivals.ClosedLoop(users == null ? 8 : users, requestsPerUser, thinkTime, ramp);
  }

  private Workload workload() {
    if (plain != null) {
      return new Workload.Plain(plain[0], plain[1], body);
    }
    return api == Api.CHAT
        ? new Workload.Chat(prompts(), maxTokens, stream, extraBody)
        : new Workload.Completions(prompts(), maxTokens, stream, extraBody);
  }

  private Prompts prompts() {
    if (prompts != null) {
      return InputFiles.prompts(prompts);
    }
    int common = prefixes == 0 ? 0 : prefixTokens == null ? promptTokens / 2 : prefixTokens;
    return new Prompts.Synthetic(promptTokens, prefixes, common);
  }
}
