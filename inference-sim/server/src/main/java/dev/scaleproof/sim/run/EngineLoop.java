package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.Engine;
import dev.scaleproof.sim.engine.EngineConfig;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.HardwareProfile;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.time.SimulatedClock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one engine on one thread. Steps begin where the step before ended, in simulated time, so
 * that neither late wake-ups nor slow callbacks shift the schedule: a loop that fell behind catches
 * up, and {@link #lagNanos} says by how much it is behind. Nothing is polled: an idle loop sleeps
 * until a request comes. Public methods may be called from any thread.
 */
public final class EngineLoop {
  private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

  private final SimulatedClock clock;
  private final HardwareProfile profile;
  private final Engine engine;
  private final StepObserver observer;
  private final Thread thread;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final Set<Sequence> live = new LinkedHashSet<>();
  private final List<Outbox> outboxes = new ArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;
  private volatile long lag;
  private volatile long worstLag;
  private long time;

  public EngineLoop(
      EngineConfig config, HardwareProfile profile, StepObserver observer, SimulatedClock clock) {
    this.clock = clock;
    this.profile = profile;
    this.observer = observer;
    this.engine =
        new Engine(
            config,
            profile,
            (sequence, position) -> generation(sequence).script().next(position),
            new Relay(this));
    this.thread = Thread.ofPlatform().name("engine").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** A place to collect tokens for one event loop; made once for each, before the first request. */
  public Outbox outbox(Executor eventLoop) {
    Outbox outbox = new Outbox(eventLoop, () -> clock.wake(thread));
    synchronized (outboxes) {
      outboxes.add(outbox);
    }
    return outbox;
  }

  /**
   * Queues sequences; what they produce goes to the {@link Generation}s attached to them.
   *
   * @return false, and nothing is queued, once the loop is draining
   */
  public boolean submit(List<Sequence> sequences) {
    if (draining) {
      return false;
    }
    queued.addAndGet(sequences.size());
    send(new Command.Submit(sequences, clock.now()));
    return true;
  }

  /** Ends sequences whose client went away; they report nothing more. */
  public void cancel(List<Sequence> sequences) {
    send(new Command.Cancel(sequences, clock.now()));
  }

  /** Sequences that were submitted and never had a slot yet. */
  public int queued() {
    return queued.get();
  }

  /** What the simulated hardware is. */
  public HardwareProfile profile() {
    return profile;
  }

  /** How far the last step ended behind its time, in simulated nanoseconds. */
  public long lagNanos() {
    return lag;
  }

  /** The most that any step ended behind its time, in simulated nanoseconds. */
  public long worstLagNanos() {
    return worstLag;
  }

  /** Takes no more requests; the future completes when the last one has ended. */
  public CompletableFuture<Void> drain() {
    draining = true;
    clock.wake(thread);
    return drained;
  }

  /** Ends everything with {@link FinishReason#ABORT}, reported to its client, and takes no more. */
  public CompletableFuture<Void> abortAll() {
    draining = true;
    send(new Command.AbortAll(clock.now()));
    return drained;
  }

  /** Stops the thread without telling anybody. */
  public void close() {
    closed.set(true);
    clock.wake(thread);
  }

  private void send(Command command) {
    commands.add(command);
    clock.wake(thread);
  }

  static Generation generation(Sequence sequence) {
    return (Generation) Objects.requireNonNull(sequence.attachment());
  }

  Engine engine() {
    return engine;
  }

  StepObserver observer() {
    return observer;
  }

  void leftQueue() {
    queued.decrementAndGet();
  }

  void ended(Sequence sequence) {
    live.remove(sequence);
    if (sequence.firstScheduledAt() == Sequence.NEVER) {
      leftQueue();
    }
  }

  private void run() {
    try {
      while (!closed.get()) {
        if (!engine.hasWork()) {
          idle();
        } else {
          step();
        }
      }
    } catch (RuntimeException | Error failure) {
      log.error("the engine failed", failure);
      drained.completeExceptionally(failure);
    }
  }

  private void idle() {
    lag = 0;
    Command next = commands.peek();
    if (next != null) {
      // The schedule starts anew with the request that ends the pause.
      obey(Math.max(next.time(), clock.now()));
    } else if (draining) {
      settle();
      clock.sleep();
    } else {
      clock.sleep();
    }
  }

  /** Everything has ended; reports it once the event loops have written what they were given. */
  private void settle() {
    synchronized (outboxes) {
      CompletableFuture<?>[] written =
          outboxes.stream().map(Outbox::written).toArray(CompletableFuture[]::new);
      var unused = CompletableFuture.allOf(written).thenRun(() -> drained.complete(null));
    }
  }

  private void step() {
    long duration = engine.beginStep(time);
    if (duration == 0) {
      observer.published(engine.state());
      flush();
      if (engine.hasWork()) {
        // Only what others do can let it go on.
        clock.sleep();
        obey(Math.max(time, clock.now()));
      }
      return;
    }
    long end = time + duration;
    do {
      obey(end);
      clock.sleepUntil(end);
    } while (clock.now() < end && !closed.get());
    obey(end);
    time = end;
    engine.endStep();
    observer.published(engine.state());
    flush();
    lag = Math.max(0, clock.now() - end);
    worstLag = Math.max(worstLag, lag);
  }

  /**
   * Carries out what was asked for until {@code limit}; what came later waits for the next step.
   */
  private void obey(long limit) {
    boolean any = false;
    for (Command next = commands.peek();
        next != null && next.time() <= limit;
        next = commands.peek()) {
      commands.poll();
      any = true;
      time = Math.max(time, next.time());
      switch (next) {
        case Command.Submit submit -> submit.sequences().forEach(this::admit);
        case Command.Cancel cancel -> cancel.sequences().forEach(this::drop);
        case Command.AbortAll all -> abortLive();
      }
    }
    if (any && !engine.hasWork()) {
      observer.published(engine.state());
    }
    if (any) {
      flush();
    }
  }

  private void admit(Sequence sequence) {
    live.add(sequence);
    engine.submit(sequence, time);
  }

  private void drop(Sequence sequence) {
    // The relay reports the end of live sequences only.
    if (live.remove(sequence) && sequence.firstScheduledAt() == Sequence.NEVER) {
      leftQueue();
    }
    engine.abort(sequence, time);
  }

  boolean isLive(Sequence sequence) {
    return live.contains(sequence);
  }

  private void abortLive() {
    for (Sequence sequence : List.copyOf(live)) {
      engine.finish(sequence, FinishReason.ABORT, time);
    }
  }

  /** Hands over what was produced, and waits for event loops that are far behind. */
  private void flush() {
    boolean full = false;
    synchronized (outboxes) {
      for (Outbox outbox : outboxes) {
        outbox.send();
        full |= outbox.isFull();
      }
    }
    while (full && !closed.get()) {
      clock.sleep();
      synchronized (outboxes) {
        full = outboxes.stream().anyMatch(Outbox::isFull);
      }
    }
  }
}
