package dev.scaleproof.jobs;

import dev.scaleproof.jobs.ConsumerScripts.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Renews the leases of all that runs three times a lease, and ends attempts that take too long. */
final class LeaseKeeper {
  private static final int TIMES_A_LEASE = 3;

  private final ConsumerScripts scripts;
  private final Collection<JobRun> runs;
  private final long everyNanos;
  private final Consumer<JobRun> lost;
  private final Consumer<QueueException> troubled;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param runs a live view of what runs
   * @param lost takes runs that others have taken over
   */
  LeaseKeeper(
      ConsumerScripts scripts,
      Collection<JobRun> runs,
      Duration lease,
      Consumer<JobRun> lost,
      Consumer<QueueException> troubled) {
    this.scripts = scripts;
    this.runs = runs;
    this.everyNanos = lease.toNanos() / TIMES_A_LEASE;
    this.lost = lost;
    this.troubled = troubled;
  }

  void start() {
    var unused = Thread.ofVirtual().name("job-leases").start(this::run);
  }

  void stop() {
    stopped.countDown();
  }

  private void run() {
    try {
      while (!stopped.await(everyNanos, TimeUnit.NANOSECONDS)) {
        runs.forEach(JobRun::checkTime);
        renew();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it, but the end of the process.
    }
  }

  /** When Redis is away leases may end; the scripts then know who still has one, and who not. */
  private void renew() {
    List<JobRun> held = List.copyOf(runs);
    if (held.isEmpty()) {
      return;
    }
    List<Held> names = held.stream().map(JobRun::held).toList();
    try {
      List<Boolean> kept = scripts.renew(names);
      for (int i = 0; i < held.size(); i++) {
        if (!kept.get(i) && held.get(i).ending() == null) {
          lost.accept(held.get(i));
        }
      }
    } catch (QueueException e) {
      troubled.accept(e);
    }
  }
}
