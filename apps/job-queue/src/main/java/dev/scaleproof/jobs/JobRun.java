package dev.scaleproof.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scaleproof.jobs.ConsumerScripts.Ending;
import dev.scaleproof.jobs.ConsumerScripts.Held;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one job. It ends once: by what its handler says, by its time, or by being handed
 * back, whichever is first; what comes later is ignored.
 */
final class JobRun implements JobContext {
  private static final int LONGEST_PROGRESS = 500;
  private static final int LONGEST_REASON = 1000;

  private final Delivery.Begun delivery;
  private final Job job;
  private final ConsumerSettings settings;
  private final Consumer<JobRun> ended;
  private final Consumer<String> reports;
  private final long began = System.nanoTime();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile long took;
  private volatile boolean cancelled;

  /** Guarded by this object, so that an interrupt meets the handler and not what follows. */
  private @Nullable Thread thread;

  /**
   * @param ended called once, when there is an {@link #ending}
   * @param reports takes the handler's progress
   */
  JobRun(
      Delivery.Begun delivery,
      ConsumerSettings settings,
      Consumer<JobRun> ended,
      JobRun.Reports reports) {
    this.delivery = delivery;
    this.job = new Job(delivery.id(), settings.queue(), delivery.document(), delivery.attempt());
    this.settings = settings;
    this.ended = ended;
    this.reports = text -> reports.progress(held(), text);
  }

  /** Where progress goes. */
  @FunctionalInterface
  interface Reports {
    void progress(Held held, String progress);
  }

  void begin(JobHandler handler) {
    Thread handling = Thread.ofVirtual().name("job-" + job.id()).unstarted(() -> handle(handler));
    synchronized (this) {
      thread = handling;
    }
    handling.start();
  }

  private void handle(JobHandler handler) {
    JobOutcome outcome;
    try {
      outcome = handler.handle(job, this);
    } catch (InterruptedException e) {
      outcome = new JobOutcome.Retry("interrupted");
    } catch (Exception | StackOverflowError e) {
      outcome = new JobOutcome.Retry("failed: " + e);
    }
    end(outcome == null ? new JobOutcome.Failed("its handler gave no outcome") : outcome);
  }

  private void end(JobOutcome outcome) {
    switch (outcome) {
      case JobOutcome.Done done -> {
        int length = done.result().getBytes(UTF_8).length;
        if (length > JobOutcome.LARGEST_RESULT) {
          end(Ending.Kind.DEAD, "its result has " + length + " bytes", 0);
        } else {
          end(Ending.Kind.DONE, done.result(), 0);
        }
      }
      case JobOutcome.Retry retry -> {
        Duration backoff =
            settings
                .backoff()
                .after(delivery.failures(), () -> ThreadLocalRandom.current().nextDouble());
        long delay = Math.max(backoff.toMillis(), retry.atLeast().toMillis());
        end(Ending.Kind.RETRY, reason(retry.reason()), delay);
      }
      case JobOutcome.Failed failed -> end(Ending.Kind.DEAD, reason(failed.reason()), 0);
    }
  }

  private static String reason(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
  }

  private void end(Ending.Kind kind, String payload, long delayMillis) {
    Ending mine = new Ending(job.id(), delivery.lease(), kind, payload, delayMillis);
    if (ending.compareAndSet(null, mine)) {
      took = System.nanoTime() - began;
      ended.accept(this);
    }
  }

  /** Ends the attempt if it takes too long. */
  void checkTime() {
    if (System.nanoTime() - began > settings.longestRun().toNanos()) {
      end(new JobOutcome.Retry("ran longer than " + settings.longestRun().toMillis() + " ms"));
      var unused = cancelOnce();
    }
  }

  /** Gives the job back to the queue, unless it has ended. */
  void handBack() {
    end(Ending.Kind.BACK, "", 0);
    var unused = cancelOnce();
  }

  /**
   * Tells the handler that its work is no longer wanted; a result that it still brings is offered.
   *
   * @return whether it was not told before
   */
  boolean cancelOnce() {
    synchronized (this) {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      if (thread != null) {
        thread.interrupt();
      }
      return true;
    }
  }

  @Override
  public void progress(String progress) {
    if (ending.get() == null && !cancelled) {
      reports.accept(
          progress.length() > LONGEST_PROGRESS
              ? progress.substring(0, LONGEST_PROGRESS)
              : progress);
    }
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  Job job() {
    return job;
  }

  Held held() {
    return new Held(job.id(), delivery.entry(), delivery.lease());
  }

  /** How it ended; null while it runs. */
  @Nullable Ending ending() {
    return ending.get();
  }

  /** The time of the attempt, once it has ended. */
  Duration took() {
    return Duration.ofNanos(took);
  }
}
