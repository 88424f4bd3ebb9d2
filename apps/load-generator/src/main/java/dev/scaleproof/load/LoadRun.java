package dev.scaleproof.load;

import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run in progress. It has its own event loops and needs no thread of the caller. All methods may
 * be called from any thread.
 */
public final class LoadRun implements AutoCloseable {
  private final Client client;
  private final Dispatcher dispatcher;
  private final CountDownLatch ended;
  private final long startNanos;

  private LoadRun(Client client, Dispatcher dispatcher, CountDownLatch ended, long startNanos) {
    this.client = client;
    this.dispatcher = dispatcher;
    this.ended = ended;
    this.startNanos = startNanos;
  }

  /**
   * Starts sending at once and returns.
   *
   * @param each gets every request's record as it ends, warm-up and cancelled ones included, one at
   *     a time on a thread of this run: it must not block. An exception from it stops the run and
   *     is rethrown by {@link #await()}
   * @throws UncheckedIOException if the target's name does not resolve
   */
  public static LoadRun start(LoadPlan plan, Consumer<RequestRecord> each) {
    // nanoTime may be negative, and -1 says "never" in a record: count from here.
    long origin = System.nanoTime();
    LongSupplier clock = () -> System.nanoTime() - origin;
    Client client;
    try {
      client = new Client(plan, clock);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException("url: no address for " + plan.target().getHost(), e);
    }
    CountDownLatch ended = new CountDownLatch(1);
    long start = clock.getAsLong();
    Dispatcher dispatcher =
        new Dispatcher(
            plan,
            client,
            clock,
            start,
            each,
            () -> {
              client.close();
              ended.countDown();
            });
    client.control().execute(dispatcher::start);
    return new LoadRun(client, dispatcher, ended, origin + start);
  }

  /** Waits for the end of the run: plan fulfilled, stopped, or total timeout. */
  public LoadReport await() throws InterruptedException {
    ended.await();
    return dispatcher.report();
  }

  /** Waits at most this long; true if the run has ended. */
  public boolean await(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Sends nothing more and cancels what is in flight; the report covers what there was. */
  public void stop() {
    if (ended.getCount() > 0) {
      client.control().execute(dispatcher::stop);
    }
  }

  /** Stops and waits for the end, which frees threads and connections. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@link System#nanoTime} of the run's start, the origin of all moments in its records. */
  public long startNanos() {
    return startNanos;
  }

  /** Where the run stands now. */
  public Progress progress() {
    return dispatcher.progress();
  }

  /**
   * A snapshot; warm-up included.
   *
   * @param done the part of the plan that is behind, 0 to 1
   * @param tokens of the requests that have ended
   */
  public record Progress(
      Duration elapsed,
      double done,
      long sent,
      int inFlight,
      long succeeded,
      long failed,
      long tokens,
      @Nullable String lastError) {}
}
