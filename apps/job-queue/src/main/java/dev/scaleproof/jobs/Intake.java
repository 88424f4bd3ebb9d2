package dev.scaleproof.jobs;

import dev.scaleproof.jobs.ConsumerScripts.Taken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes as many jobs as there is room for, and waits in Redis when there are none. Also looks for
 * retries that are due and for leases that have ended, at once when it starts and then at least
 * twice a lease.
 */
final class Intake {
  private static final int MOST_AT_ONCE = 128;
  private static final long FORGET_EVERY = TimeUnit.MINUTES.toNanos(1);

  private final ConsumerScripts scripts;
  private final ConsumerSettings settings;
  private final Semaphore room;
  private final Consumer<List<Delivery>> deliveries;
  private final Consumer<QueueException> troubled;
  private final Runnable answered;
  private final Thread thread = Thread.ofVirtual().name("job-intake").unstarted(this::run);
  private final Pause pause = new Pause();
  private volatile boolean stopped;
  private long lookAt = System.nanoTime();
  private long forgetAt = System.nanoTime();

  /**
   * @param room a permit for each job that may run; whoever ends a job gives its permit back
   * @param deliveries takes what came, with a permit for each of them
   * @param answered called when Redis has answered
   */
  Intake(
      ConsumerScripts scripts,
      ConsumerSettings settings,
      Semaphore room,
      Consumer<List<Delivery>> deliveries,
      Consumer<QueueException> troubled,
      Runnable answered) {
    this.scripts = scripts;
    this.settings = settings;
    this.room = room;
    this.deliveries = deliveries;
    this.troubled = troubled;
    this.answered = answered;
  }

  void start() {
    thread.start();
  }

  /** Takes nothing more; a wait in Redis still ends by itself, and what it brings is delivered. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  boolean awaitEnd(Duration time) throws InterruptedException {
    return thread.join(time);
  }

  private void run() {
    long wait = 0;
    try {
      while (!stopped) {
        int free = free(wait);
        if (stopped) {
          // The room came from a job that ended after the stop.
          room.release(free);
          return;
        }
        int used = 0;
        try {
          Round round = round(free);
          used = round.deliveries().size();
          wait = round.untilRetry();
          answered.run();
          pause.reset();
          deliveries.accept(round.deliveries());
        } catch (QueueException e) {
          troubled.accept(e);
          pause.sleep();
        } finally {
          room.release(free - used);
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it, but the end of the process.
    }
  }

  /** Waits for room, but not past the time when retries have to be brought back. */
  private int free(long untilRetry) throws InterruptedException {
    long most = settings.block().toMillis();
    long millis = untilRetry < 0 ? most : Math.min(most, untilRetry);
    if (!room.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      return 0;
    }
    int more = Math.min(MOST_AT_ONCE, settings.concurrency()) - 1;
    int got = 1;
    while (got <= more && room.tryAcquire()) {
      got++;
    }
    return got;
  }

  private record Round(long untilRetry, List<Delivery> deliveries) {}

  private Round round(int free) {
    long now = System.nanoTime();
    boolean look = free > 0 && now - lookAt >= 0;
    // Before jobs are taken: if it fails, none is in hand.
    if (now - forgetAt >= 0) {
      scripts.forgetTheDead();
      forgetAt = now + FORGET_EVERY;
    }
    Taken taken = scripts.take(free, look);
    if (look) {
      lookAt = now + settings.lease().toNanos() / 2;
    }
    if (free == 0 || stopped || !taken.deliveries().isEmpty()) {
      return new Round(taken.untilRetry(), taken.deliveries());
    }
    List<String> entries = scripts.await(free, block(taken.untilRetry()));
    if (entries.isEmpty()) {
      return new Round(0, List.of());
    }
    return new Round(taken.untilRetry(), scripts.start(entries));
  }

  private Duration block(long untilRetry) {
    long millis =
        Math.min(settings.block().toMillis(), Math.max(1, settings.lease().toMillis() / 2));
    return Duration.ofMillis(untilRetry < 0 ? millis : Math.clamp(untilRetry, 1, millis));
  }
}
