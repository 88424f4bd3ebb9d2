package dev.scaleproof.demo.run;

import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.load.Arrivals;
import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.LoadRun;
import dev.scaleproof.load.Prompts;
import dev.scaleproof.load.RequestRecord;
import dev.scaleproof.load.Workload;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Seconds;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chat users who all come at once; each sends a number of streaming requests, one after the other.
 *
 * @param model value of {@code model}
 * @param seed of the prompts
 * @param timeout simulated time from sending a request to the end of its answer
 */
public record ChatBurst(
    String model,
    int users,
    int requestsPerUser,
    int promptTokens,
    int maxTokens,
    long seed,
    Duration timeout)
    implements Burst {
  /** No request is given up sooner in real time: at a high speed, connecting takes as long. */
  private static final Duration MINIMUM_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public int requests() {
    return users * requestsPerUser;
  }

  @Override
  public Running start(URI front, String runId, SimulatedClock clock, Consumer<RequestLine> each) {
    Duration wall = clock.toWall(timeout);
    LoadPlan plan =
        LoadPlan.to(front)
            .model(model)
            .workload(Workload.Chat.streaming(Prompts.Synthetic.of(promptTokens), maxTokens))
            .arrivals(Arrivals.ClosedLoop.of(users, requestsPerUser))
            .requestTimeout(wall.compareTo(MINIMUM_TIMEOUT) < 0 ? MINIMUM_TIMEOUT : wall)
            .maxInFlight(users)
            .seed(seed)
            .runId(runId)
            .build();
    Started started = new Started(clock, each);
    return started.run(plan);
  }

  /** Turns records into lines; needs the run's origin, which is known a moment after its start. */
  private static final class Started implements Running {
    private final SimulatedClock clock;
    private final Consumer<RequestLine> each;
    private @Nullable LoadRun run;

    Started(SimulatedClock clock, Consumer<RequestLine> each) {
      this.clock = clock;
      this.each = each;
    }

    synchronized Started run(LoadPlan plan) {
      run = LoadRun.start(plan, this::accept);
      return this;
    }

    private synchronized void accept(RequestRecord request) {
      if (run != null) {
        each.accept(line(request, run.startNanos()));
      }
    }

    private RequestLine line(RequestRecord request, long origin) {
      return new RequestLine(
          request.id(),
          request.user(),
          seconds(origin, request.sentNanos()),
          request.firstTokenNanos() < 0 ? null : seconds(origin, request.firstTokenNanos()),
          seconds(origin, request.endNanos()),
          request.kind(),
          request.replica(),
          request.promptTokens(),
          request.tokens(),
          request.error());
    }

    private double seconds(long origin, long nanos) {
      return Seconds.of(clock.at(origin + nanos));
    }

    @Override
    public void close() {
      LoadRun started;
      synchronized (this) {
        started = run;
      }
      // Outside the lock: closing waits for records that accept() is still to take.
      if (started != null) {
        started.close();
      }
    }
  }
}
