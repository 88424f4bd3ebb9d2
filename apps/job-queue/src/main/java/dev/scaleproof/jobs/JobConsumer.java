package dev.scaleproof.jobs;

import dev.scaleproof.jobs.ConsumerScripts.Ending;
import dev.scaleproof.jobs.ConsumerScripts.Held;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The consuming side: takes jobs of one queue and has them handled, until it is drained. Keeps the
 * lease of what runs, takes over what dead workers left, brings back what waited for its retry, and
 * goes on by itself when Redis was away. Thread-safe.
 */
public final class JobConsumer implements AutoCloseable {
  private final ConsumerSettings settings;
  private final JobHandler handler;
  private final QuietObserver observer;
  private final RedisLink link;
  private final ConsumerScripts scripts;
  private final Semaphore room;
  private final Intake intake;
  private final Ledger ledger;
  private final LeaseKeeper keeper;

  /** What was begun and is not written yet, by lease. */
  private final Map<String, JobRun> runs = new ConcurrentHashMap<>();

  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger handedBack = new AtomicInteger();
  private final ReentrantLock draining = new ReentrantLock();
  private @Nullable DrainReport drained;
  private volatile boolean stopping;
  private volatile boolean connected;

  private JobConsumer(
      RedisSettings redis,
      ConsumerSettings settings,
      JobHandler handler,
      ConsumerObserver observer) {
    this.settings = settings;
    this.handler = handler;
    this.observer = new QuietObserver(observer);
    this.link = new RedisLink(redis, settings.block());
    this.scripts = new ConsumerScripts(link, settings);
    this.room = new Semaphore(settings.concurrency());
    this.intake =
        new Intake(scripts, settings, room, this::deliver, this::troubled, () -> connected = true);
    this.ledger = new Ledger(scripts, room::release, this::troubled);
    this.keeper =
        new LeaseKeeper(scripts, runs.values(), settings.lease(), this::lost, this::troubled);
  }

  /** Begins to take jobs, in the background: Redis need not be there yet. */
  public static JobConsumer start(
      RedisSettings redis,
      ConsumerSettings settings,
      JobHandler handler,
      ConsumerObserver observer) {
    JobConsumer consumer = new JobConsumer(redis, settings, handler, observer);
    consumer.ledger.start();
    consumer.keeper.start();
    consumer.intake.start();
    return consumer;
  }

  /** How many jobs run now. */
  public int running() {
    return runs.size();
  }

  /** Whether Redis answered the latest call, for readiness probes. */
  public boolean connected() {
    return connected;
  }

  private void deliver(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      switch (delivery) {
        case Delivery.Begun begun -> begin(begun);
        case Delivery.Malformed malformed -> refuse(malformed);
        case Delivery.Buried buried -> {
          room.release();
          observer.dead(buried.id(), buried.reason());
        }
        case Delivery.Duplicate duplicate -> {
          room.release();
          observer.duplicate(duplicate.id());
        }
      }
    }
  }

  private void begin(Delivery.Begun begun) {
    if (begun.redelivered()) {
      observer.redelivered(begun.id());
    }
    JobRun run = new JobRun(begun, settings, this::ended, this::progress);
    runs.put(begun.lease(), run);
    if (stopping) {
      run.handBack();
      return;
    }
    observer.started(run.job());
    run.begin(handler);
  }

  private void refuse(Delivery.Malformed malformed) {
    if (malformed.redelivered()) {
      observer.redelivered(malformed.id());
    }
    Ending ending =
        new Ending(malformed.id(), malformed.lease(), Ending.Kind.DEAD, malformed.reason(), 0);
    ledger.add(
        ending,
        word -> {
          // Else another worker has dealt with it, and has said so.
          if (word.equals("dead")) {
            observer.dead(malformed.id(), malformed.reason());
          }
        });
  }

  private void ended(JobRun run) {
    Ending ending = Objects.requireNonNull(run.ending());
    ledger.add(ending, word -> written(run, ending, word));
  }

  private void written(JobRun run, Ending ending, String word) {
    count(word);
    tell(run, ending, word);
    runs.remove(ending.lease());
  }

  private void count(String word) {
    switch (word) {
      case "stored", "dead", "duplicate" -> finished.incrementAndGet();
      case "back", "retried" -> handedBack.incrementAndGet();
      default -> {
        // Somebody else ends it.
      }
    }
  }

  private void tell(JobRun run, Ending ending, String word) {
    Job job = run.job();
    String reason = ending.payload();
    switch (word) {
      case "stored" -> observer.done(job, run.took());
      case "retried" -> observer.retried(job, reason, run.took());
      case "dead" -> observer.dead(job.id(), reason);
      case "duplicate" -> observer.duplicate(job.id());
      case "back" -> observer.handedBack(job);
      case Ledger.REFUSED -> {
        // The trouble was told; when the lease ends the job comes again.
      }
      default -> lost(run);
    }
  }

  private void lost(JobRun run) {
    if (run.cancelOnce()) {
      observer.leaseLost(run.job());
    }
  }

  private void progress(Held held, String progress) {
    try {
      scripts.progress(held, progress);
    } catch (QueueException e) {
      observer.trouble(e);
    }
  }

  private void troubled(QueueException trouble) {
    connected = false;
    observer.trouble(trouble);
  }

  /**
   * Stops taking jobs, lets those that run finish for {@code grace}, then interrupts them and gives
   * them back to the queue, where they wait without a failed attempt counted. A second call gets
   * the report of the first.
   */
  public DrainReport drain(Duration grace) throws InterruptedException {
    draining.lockInterruptibly();
    try {
      if (drained == null) {
        drained = drainNow(grace);
      }
      return drained;
    } finally {
      draining.unlock();
    }
  }

  private DrainReport drainNow(Duration grace) throws InterruptedException {
    long end = System.nanoTime() + grace.toNanos();
    finished.set(0);
    stopping = true;
    intake.stop();
    boolean quiet = intake.awaitEnd(settings.block().plus(link.timeout().multipliedBy(2)));
    awaitRuns(end);
    runs.values().forEach(JobRun::handBack);
    if (quiet) {
      awaitRuns(System.nanoTime() + link.timeout().toNanos());
    }
    keeper.stop();
    ledger.stop();
    int left = runs.size();
    leave();
    link.close();
    return new DrainReport(finished.get(), handedBack.get(), left);
  }

  /** Whether a drain has begun that lets no more jobs in. */
  boolean takesNothingMore() {
    return intake.isStopped();
  }

  private void awaitRuns(long end) throws InterruptedException {
    while (!runs.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
  }

  private void leave() {
    try {
      scripts.leave();
    } catch (QueueException e) {
      observer.trouble(e);
    }
  }

  /** Drains with the grace period of the settings. */
  @Override
  public void close() {
    try {
      var unused = drain(settings.grace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
