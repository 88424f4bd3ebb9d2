package dev.scaleproof.jobs;

import java.time.Duration;

/**
 * The consuming side: takes jobs of one queue and has them handled, until it is drained. Keeps the
 * lease of what runs, takes over what dead workers left, brings back what waited for its retry, and
 * goes on by itself when Redis was away. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class JobConsumer implements AutoCloseable {
  private JobConsumer() {}

  /** Begins to take jobs, in the background: Redis need not be there yet. */
  public static JobConsumer start(
      RedisSettings redis,
      ConsumerSettings settings,
      JobHandler handler,
      ConsumerObserver observer) {
    throw new UnsupportedOperationException();
  }

  /** How many jobs run now. */
  public int running() {
    throw new UnsupportedOperationException();
  }

  /** Whether Redis answered the latest call, for readiness probes. */
  public boolean connected() {
    throw new UnsupportedOperationException();
  }

  /**
   * Stops taking jobs, lets those that run finish for {@code grace}, then interrupts them and gives
   * them back to the queue, where they wait without a failed attempt counted. A second call gets
   * the report of the first.
   */
  public DrainReport drain(Duration grace) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Drains with the grace period of the settings. */
  @Override
  public void close() {}
}
