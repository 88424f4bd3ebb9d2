package dev.scaleproof.load;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A run in progress. It has its own event loops and needs no thread of the caller. All methods may
 * be called from any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LoadRun implements AutoCloseable {
  private final LoadPlan plan;
  private final Consumer<RequestRecord> each;

  private LoadRun(LoadPlan plan, Consumer<RequestRecord> each) {
    this.plan = plan;
    this.each = each;
  }

  /**
   * Starts sending at once and returns.
   *
   * @param each gets every request's record as it ends, warm-up and cancelled ones included, one at
   *     a time on a thread of this run: it must not block. An exception from it stops the run and
   *     is rethrown by {@link #await()}
   */
  public static LoadRun start(LoadPlan plan, Consumer<RequestRecord> each) {
    return new LoadRun(plan, each);
  }

  /** Waits for the end of the run: plan fulfilled, stopped, or total timeout. */
  public LoadReport await() throws InterruptedException {
    throw notYet();
  }

  /** Waits at most this long; true if the run has ended. */
  public boolean await(Duration atMost) throws InterruptedException {
    throw notYet();
  }

  /** Sends nothing more and cancels what is in flight; the report covers what there was. */
  public void stop() {
    throw notYet();
  }

  /** Stops, waits for the end and frees threads and connections. */
  @Override
  public void close() {
    stop();
  }

  /** {@link System#nanoTime} of the run's start, the origin of all moments in its records. */
  public long startNanos() {
    return 0;
  }

  /** Where the run stands now. */
  public Progress progress() {
    throw notYet();
  }

  /**
   * A snapshot; warm-up included.
   *
   * @param done the part of the plan that is behind, 0 to 1
   */
  public record Progress(
      Duration elapsed,
      double done,
      long sent,
      int inFlight,
      long succeeded,
      long failed,
      long tokens) {}

  private UnsupportedOperationException notYet() {
    return new UnsupportedOperationException("not yet: " + plan + each);
  }
}
