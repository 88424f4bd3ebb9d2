package dev.scaleproof.load;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a run. Immutable; made by {@link #to(URI)}.
 *
 * @param target base address, such as {@code http://127.0.0.1:8080}; a path such as {@code /v1} at
 *     its end is understood
 * @param model {@code model} of each request; not used by {@link Workload.Plain}
 * @param requests stop after this many measured requests; 0 for no such limit
 * @param duration send for this long after the warm-up, then wait for what is in flight; zero for
 *     no such limit
 * @param warmUp requests intended within this time from the start are left out of the report and do
 *     not count toward {@code requests}
 * @param maxInFlight requests at once; an open loop that reaches it sends late, and says so
 * @param connectTimeout for a TCP and TLS connection
 * @param requestTimeout from sending to the end of the answer, checked ten times a second
 * @param totalTimeout the whole run, waiting for answers included: then it stops as by {@link
 *     LoadRun#stop}; zero for none
 * @param apiKey sent as a bearer token
 * @param seed of arrivals and prompts
 * @param runId beginning of every request's id; distinct runs against one server need distinct ones
 * @param eventLoops threads for the network, 1 is enough for thousands of streams
 * @param insecure accept any TLS certificate
 * @param expectedInterval for the correction of a closed loop's latencies: how often one user would
 *     send if the target never stalled; zero for the run's own median
 * @param expectedGap if above zero, the report says how far gaps between events are from it
 */
public record LoadPlan(
    URI target,
    String model,
    Workload workload,
    Arrivals arrivals,
    long requests,
    Duration duration,
    Duration warmUp,
    int maxInFlight,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration totalTimeout,
    @Nullable String apiKey,
    long seed,
    String runId,
    int eventLoops,
    boolean insecure,
    Duration expectedInterval,
    Duration expectedGap) {

  public LoadPlan {
    Checks.that(
        ("http".equals(target.getScheme()) || "https".equals(target.getScheme()))
            && target.getHost() != null,
        "url: http://host:port or https://host:port, not '" + target + "'");
    Checks.that(apiKey == null || apiKey.matches("[!-~]+"), "api key: ASCII without white space");
    Checks.that(runId.matches("[!-~]+"), "run id: ASCII without white space");
    Checks.that(requests >= 0, "requests: 0 (no limit) or more");
    Checks.that(maxInFlight >= 1, "max in flight: at least 1");
    Checks.that(eventLoops >= 1, "event loops: at least 1");
    Checks.that(connectTimeout.isPositive(), "connect timeout: above zero");
    Checks.that(requestTimeout.isPositive(), "timeout: above zero");
    Checks.that(
        requests > 0
            || duration.isPositive()
            || arrivals instanceof Arrivals.Replay
            || (arrivals instanceof Arrivals.ClosedLoop loop && loop.requestsPerUser() > 0),
        "requests or duration: the run has no end");
  }

  /** A plan with one user and 64 tokens in and out, to be changed from there. */
  public static Builder to(URI target) {
    return new Builder(target);
  }

  /** Collects a {@link LoadPlan}. Not thread-safe. */
  public static final class Builder {
    private final URI target;
    private String model = "";
    private Workload workload = Workload.Chat.streaming(Prompts.Synthetic.of(64), 64);
    private Arrivals arrivals = Arrivals.ClosedLoop.of(1);
    private long requests;
    private Duration duration = Duration.ZERO;
    private Duration warmUp = Duration.ZERO;
    private int maxInFlight = 20_000;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofMinutes(5);
    private Duration totalTimeout = Duration.ZERO;
    private @Nullable String apiKey;
    private long seed;
    private String runId = "load-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private int eventLoops = 1;
    private boolean insecure;
    private Duration expectedInterval = Duration.ZERO;
    private Duration expectedGap = Duration.ZERO;

    private Builder(URI target) {
      this.target = Objects.requireNonNull(target);
    }

    public Builder model(String value) {
      model = value;
      return this;
    }

    public Builder workload(Workload value) {
      workload = value;
      return this;
    }

    public Builder arrivals(Arrivals value) {
      arrivals = value;
      return this;
    }

    public Builder requests(long value) {
      requests = value;
      return this;
    }

    public Builder duration(Duration value) {
      duration = value;
      return this;
    }

    public Builder warmUp(Duration value) {
      warmUp = value;
      return this;
    }

    public Builder maxInFlight(int value) {
      maxInFlight = value;
      return this;
    }

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    public Builder totalTimeout(Duration value) {
      totalTimeout = value;
      return this;
    }

    public Builder apiKey(@Nullable String value) {
      apiKey = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder runId(String value) {
      runId = value;
      return this;
    }

    public Builder eventLoops(int value) {
      eventLoops = value;
      return this;
    }

    public Builder insecure(boolean value) {
      insecure = value;
      return this;
    }

    public Builder expectedInterval(Duration value) {
      expectedInterval = value;
      return this;
    }

    public Builder expectedGap(Duration value) {
      expectedGap = value;
      return this;
    }

    /**
     * The plan, checked.
     *
     * @throws IllegalArgumentException naming the value that does not fit
     */
    public LoadPlan build() {
      return new LoadPlan(
          target,
          model,
          workload,
          arrivals,
          requests,
          duration,
          warmUp,
          maxInFlight,
          connectTimeout,
          requestTimeout,
          totalTimeout,
          apiKey,
          seed,
          runId,
          eventLoops,
          insecure,
          expectedInterval,
          expectedGap);
    }
  }
}
