package dev.scaleproof.guard.run;

import dev.scaleproof.guard.cluster.Leadership;
import dev.scaleproof.lease.GuardTimes;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Round after round: at least every five seconds, sooner when a watch saw a change, and every
 * second while the API server does not answer, so that its first answer is acted on. One thread of
 * its own; what it says of itself is thread-safe.
 */
public final class Guard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  /** After a failure, after an action, and between two rounds that watches ask for. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Round round;
  private final Leadership leadership;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "guard");
  private volatile boolean closing;
  private volatile boolean leading;
  private volatile long triedAt = System.nanoTime();
  private volatile long decidedAt;
  private volatile boolean decided;

  public Guard(Round round, Leadership leadership) {
    this.round = round;
    this.leadership = leadership;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Something changed. */
  public void wake() {
    wakes.release();
  }

  /** Whether it acts; another one does otherwise. */
  public boolean leads() {
    return leading;
  }

  /** Since the last round ended, well or not. */
  public Duration sinceTried() {
    return Duration.ofNanos(System.nanoTime() - triedAt);
  }

  /** Whether a round ended well within some time, or another guard leads. */
  public boolean decidedWithin(Duration time) {
    return decided && System.nanoTime() - decidedAt <= time.toNanos();
  }

  private void run() {
    while (!closing) {
      Duration pause = once();
      triedAt = System.nanoTime();
      try {
        Thread.sleep(SOON);
        boolean woken = wakes.tryAcquire(pause.minus(SOON).toMillis(), TimeUnit.MILLISECONDS);
        if (woken) {
          wakes.drainPermits();
        }
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Duration once() {
    try {
      leading = leadership.lead();
      boolean again = false;
      if (leading) {
        Round.Result result = round.take();
        again = result.acted() || result.failed();
      } else {
        round.standBy();
      }
      decidedAt = System.nanoTime();
      decided = true;
      return again ? SOON : GuardTimes.INTERVAL;
    } catch (KubernetesClientException unreachable) {
      LOG.warn("cannot look: {}", reason(unreachable));
      return SOON;
    } catch (RuntimeException unexpected) {
      // Whatever it is, the next round must not depend on it.
      LOG.error("a round failed", unexpected);
      return SOON;
    }
  }

  /** The client often says only what it wanted, and the cause why it could not. */
  private static String reason(Throwable failure) {
    if (failure instanceof KubernetesClientException answer && answer.getStatus() != null) {
      return answer.getStatus().getMessage();
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(SOON);
      leadership.resign();
    } catch (KubernetesClientException unreachable) {
      LOG.warn("cannot hand over: {}", unreachable.getMessage());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    leading = false;
  }
}
