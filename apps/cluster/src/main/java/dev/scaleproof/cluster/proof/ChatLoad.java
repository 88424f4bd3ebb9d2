package dev.scaleproof.cluster.proof;

import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.LoadRun;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.RequestRecord;
import dev.scaleproof.load.Status;
import dev.scaleproof.load.Workload;
import dev.scaleproof.report.RequestLine;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Streaming chat requests through the gateway.
 *
 * @param model that requests ask for
 * @param promptTokens of a prompt, about
 * @param maxTokens of an answer
 */
record ChatLoad(URI gateway, String model, int promptTokens, int maxTokens, long seed) {
  /** Nobody hangs up on a queue in a proof: what would time out shows as a long wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(20);
  private static final int PROBES = 4;

  /**
   * Users who all come at once, each sending one request after the other.
   *
   * @param requestsPerUser 0: until they are stopped
   * @param each hears of every request as it ends, except those that were cancelled
   */
  LoadRun start(
      String runId, int users, int requestsPerUser, Timeline timeline, Consumer<RequestLine> each) {
    LoadPlan.Builder plan =
        LoadPlan.to(gateway)
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(promptTokens), maxTokens))
            .arrivals(
                requestsPerUser > 0
                    ? Arrivals.ClosedLoop.of(users, requestsPerUser)
                    : Arrivals.ClosedLoop.of(users))
            .requestTimeout(PATIENCE)
            .maxInFlight(users)
            .seed(seed)
            .runId(runId);
    if (requestsPerUser == 0) {
      plan.duration(Duration.ofHours(6));
    }
    Lines lines = new Lines(timeline, each);
    return lines.of(LoadRun.start(plan.build(), lines::accept));
  }

  /**
   * A few short requests, to see that the way through is open; null if it is, else what is wrong.
   */
  @Nullable String probe(String runId) throws InterruptedException {
    String[] problem = new String[1];
    LoadPlan plan =
        LoadPlan.to(gateway)
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(16), 8))
            .arrivals(Arrivals.ClosedLoop.of(2, PROBES / 2))
            .requestTimeout(PROBE_PATIENCE)
            .runId(runId)
            .build();
    try (LoadRun run =
        LoadRun.start(
            plan,
            record -> {
              if (!record.ok()) {
                problem[0] =
                    record.kind() + (record.error() == null ? "" : " (" + record.error() + ")");
              }
            })) {
      boolean ended = run.await(PROBE_PATIENCE.multipliedBy(PROBES));
      return ended || problem[0] != null ? problem[0] : "no answer";
    } catch (UncheckedIOException nameless) {
      return nameless.getMessage();
    }
  }

  /** Turns records into lines; needs the run's origin, which is known a moment after its start. */
  private static final class Lines {
    private final Timeline timeline;
    private final Consumer<RequestLine> each;
    private @Nullable LoadRun run;

    Lines(Timeline timeline, Consumer<RequestLine> each) {
      this.timeline = timeline;
      this.each = each;
    }

    synchronized LoadRun of(LoadRun started) {
      run = started;
      notifyAll();
      return started;
    }

    synchronized void accept(RequestRecord request) {
      try {
        while (run == null) {
          wait();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
      if (request.status() != Status.CANCELLED) {
        each.accept(line(request, run.startNanos()));
      }
    }

    private RequestLine line(RequestRecord request, long origin) {
      return new RequestLine(
          request.id(),
          request.user(),
          timeline.at(origin + request.sentNanos()),
          request.firstTokenNanos() < 0 ? null : timeline.at(origin + request.firstTokenNanos()),
          timeline.at(origin + request.endNanos()),
          request.kind(),
          request.replica(),
          request.promptTokens(),
          request.tokens(),
          request.error());
    }
  }
}
