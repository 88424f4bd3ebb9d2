package dev.scaleproof.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the pace says is due, and turns what comes back into records. Confined to the client's
 * control loop, but for {@link #progress} and, after the end, {@link #report}.
 */
final class Dispatcher {
  private final LoadPlan plan;
  private final Client client;
  private final EventLoop loop;
  private final LongSupplier clock;
  private final long start;
  private final Consumer<RequestRecord> each;
  private final Runnable whenEnded;
  private final Pace pace;
  private final RequestWriter writer;
  private final ReportBuilder report;

  private long number;
  private int inFlight;
  private boolean stopped;
  private boolean over;
  private boolean dispatching;
  private long timerAt = Pace.NEVER;
  private @Nullable Future<?> timer;
  private long succeeded;
  private long failed;
  private long tokens;
  private @Nullable String lastError;
  private volatile @Nullable RuntimeException failure;
  private volatile LoadRun.Progress progress;

  /**
   * @param clock the client's, nanoseconds from an origin in the past
   * @param start the run's start by that clock
   * @param whenEnded called once, on the control loop, when the last record was delivered
   */
  Dispatcher(
      LoadPlan plan,
      Client client,
      LongSupplier clock,
      long start,
      Consumer<RequestRecord> each,
      Runnable whenEnded) {
    this.plan = plan;
    this.client = client;
    this.loop = client.control();
    this.clock = clock;
    this.start = start;
    this.each = each;
    this.whenEnded = whenEnded;
    pace = Pace.of(plan);
    writer = new RequestWriter(plan);
    report = new ReportBuilder(plan);
    progress = snapshot(0);
  }

  void start() {
    if (plan.totalTimeout().isPositive()) {
      var unused = loop.schedule(this::stop, plan.totalTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    var unused =
        loop.scheduleWithFixedDelay(
            () -> progress = snapshot(now()), 100, 100, TimeUnit.MILLISECONDS);
    dispatch();
  }

  void stop() {
    if (stopped || over) {
      return;
    }
    stopped = true;
    client.cancel();
    long now = now();
    if (pace.owes()) {
      for (Due due = pace.poll(now); due != null; due = pace.poll(now)) {
        deliver(notSent(due, now));
      }
    }
    endIfDone();
  }

  /** To be called after the end. */
  LoadReport report() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    return report.build();
  }

  LoadRun.Progress progress() {
    return progress;
  }

  /** Sends all that is due, then sees to it that it is called again when the next one is. */
  private void dispatch() {
    if (stopped || dispatching) {
      return;
    }
    // An exchange can end while it is being sent; the loop below goes on then, not a nested one.
    dispatching = true;
    while (inFlight < plan.maxInFlight()) {
      Due due = pace.poll(now());
      if (due == null) {
        break;
      }
      send(due);
    }
    dispatching = false;
    armTimer();
    endIfDone();
  }

  private void armTimer() {
    long next = inFlight < plan.maxInFlight() ? pace.next() : Pace.NEVER;
    if (next == timerAt) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    timerAt = next;
    if (next != Pace.NEVER) {
      timer = loop.schedule(this::onTimer, next - now(), TimeUnit.NANOSECONDS);
    }
  }

  private void onTimer() {
    timer = null;
    timerAt = Pace.NEVER;
    dispatch();
  }

  private void send(Due due) {
    long request = number++;
    String id = plan.runId() + "-" + request;
    inFlight++;
    client.send(
        new Exchange(
            writer.write(request, id, due),
            writer.kind(),
            exchange -> {
              if (loop.inEventLoop()) {
                ended(id, due, exchange);
              } else {
                loop.execute(() -> ended(id, due, exchange));
              }
            }));
  }

  private void ended(String id, Due due, Exchange exchange) {
    inFlight--;
    deliver(record(id, due, exchange));
    pace.ended(due, now());
    dispatch();
    endIfDone();
  }

  private void deliver(RequestRecord request) {
    tokens += request.tokens();
    if (request.ok()) {
      succeeded++;
    } else if (request.status().failure()) {
      failed++;
      lastError =
          request.error() == null ? request.kind() : request.kind() + ": " + request.error();
    }
    report.add(request);
    if (failure != null) {
      return;
    }
    try {
      each.accept(request);
    } catch (RuntimeException e) {
      failure = e;
      loop.execute(this::stop);
    }
  }

  private void endIfDone() {
    if (!over && !dispatching && inFlight == 0 && (stopped || pace.next() == Pace.NEVER)) {
      over = true;
      progress = snapshot(now());
      whenEnded.run();
    }
  }

  private RequestRecord record(String id, Due due, Exchange exchange) {
    Answer answer = exchange.answer();
    return new RequestRecord(
        id,
        due.user(),
        due.warmUp(),
        due.intended(),
        exchange.sent() - start,
        moment(answer.firstToken()),
        moment(answer.lastToken()),
        exchange.ended() - start,
        exchange.status(),
        answer.httpStatus(),
        answer.finishReason(),
        answer.chunks(),
        answer.tokens(),
        answer.promptTokens(),
        answer.bytes(),
        answer.replica(),
        exchange.error(),
        answer.gaps());
  }

  private RequestRecord notSent(Due due, long now) {
    return new RequestRecord(
        plan.runId() + "-" + number++,
        due.user(),
        due.warmUp(),
        due.intended(),
        -1,
        -1,
        -1,
        now,
        Status.NOT_SENT,
        0,
        null,
        0,
        0,
        0,
        0,
        null,
        "too many requests in flight when it was due",
        Gaps.NONE);
  }

  private long now() {
    return clock.getAsLong() - start;
  }

  private long moment(long byClock) {
    return byClock == -1 ? -1 : byClock - start;
  }

  private LoadRun.Progress snapshot(long now) {
    return new LoadRun.Progress(
        Duration.ofNanos(now),
        over ? 1 : pace.done(now),
        number,
        inFlight,
        succeeded,
        failed,
        tokens,
        lastError);
  }
}
