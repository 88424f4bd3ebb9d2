package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.Engine;
import dev.scaleproof.sim.engine.EngineConfig;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.HardwareProfile;
import dev.scaleproof.sim.engine.Pause;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.time.SimulatedClock;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
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

  private static final int MOST_SECONDS_TO_WRITE = 5;

  /** What sleep does with requests that are there: vLLM's {@code PauseMode}. */
  public enum SleepMode {
    ABORT,
    WAIT,
    KEEP
  }

  private final SimulatedClock clock;
  private final HardwareProfile profile;
  private final Disturbance disturbance;
  private final Engine engine;
  private final StepObserver observer;
  private final Sleeper sleeper;
  private final FaultyStreams faultyStreams;
  private final Thread thread;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> betweenSteps = new ArrayDeque<>();
  private final Timers timers = new Timers();
  private final Set<Sequence> live = new LinkedHashSet<>();
  private final Outboxes outboxes = new Outboxes();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final List<LongConsumer> whenDead = new CopyOnWriteArrayList<>();
  private volatile boolean draining;
  private volatile boolean dead;
  private volatile boolean paused;
  private volatile int inEngine;
  private volatile long lag;
  private volatile long worstLag;
  private boolean stepping;
  private long time;

  public EngineLoop(
      EngineConfig config,
      HardwareProfile profile,
      StepObserver observer,
      SimulatedClock clock,
      Disturbance disturbance) {
    this.clock = clock;
    this.profile = profile;
    this.observer = observer;
    this.disturbance = disturbance;
    this.engine =
        new Engine(
            config,
            (prefillTokens, sequences, kvTokens) ->
                disturbance.stretched(profile.stepNanos(prefillTokens, sequences, kvTokens)),
            (sequence, position) -> generation(sequence).script().next(position),
            new Relay(this));
    this.sleeper = new Sleeper(engine, observer);
    this.faultyStreams = new FaultyStreams(timers, this::flush);
    this.thread = Thread.ofPlatform().name("engine").daemon().unstarted(this::run);
  }

  public void start() {
    clock.attach(thread);
    thread.start();
  }

  /** A place to collect tokens for one event loop; made once for each, before the first request. */
  public Outbox outbox(Executor eventLoop) {
    return outboxes.add(eventLoop, () -> clock.wake(thread));
  }

  /** How often event loops were given something to write. */
  public long batches() {
    return outboxes.batches();
  }

  /** Completes when the event loops have done all that they were given until now. */
  public CompletableFuture<Void> written() {
    return outboxes.written();
  }

  /**
   * Queues sequences; what they produce goes to the {@link Generation}s attached to them.
   *
   * @return false, and nothing is queued, once the loop is draining or the engine is dead
   */
  public boolean submit(List<Sequence> sequences) {
    if (draining || dead) {
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

  /** Runs {@code action} on the engine's thread at a simulated time, or now if that has passed. */
  public void at(long due, Runnable action) {
    send(new Command.At(due, action, clock.now()));
  }

  /** Sequences that were submitted and never had a slot yet. */
  public int queued() {
    return queued.get();
  }

  /** Sequences that the engine has and that have not ended. */
  public int inEngine() {
    return inEngine;
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

  /**
   * Goes to sleep at the end of the step that is under way; the future completes when it sleeps.
   *
   * @param level 0 to pause only, from 1 on the prefix cache is lost
   */
  public CompletableFuture<Void> sleep(int level, SleepMode mode) {
    CompletableFuture<Void> asleep = new CompletableFuture<>();
    between(
        () -> {
          paused = true;
          switch (mode) {
            case ABORT -> {
              abortLive();
              sleeper.now(Pause.NEW, level, time);
              asleep.complete(null);
            }
            case KEEP -> {
              sleeper.now(Pause.ALL, level, time);
              asleep.complete(null);
            }
            case WAIT -> sleeper.afterDrain(level, () -> asleep.complete(null), time);
          }
        });
    return asleep;
  }

  /** Wakes up; {@code tags} name parts, null for all. */
  public CompletableFuture<Void> wakeUp(@Nullable List<String> tags) {
    CompletableFuture<Void> awake = new CompletableFuture<>();
    between(
        () -> {
          sleeper.wake(tags);
          paused = sleeper.isPaused();
          awake.complete(null);
        });
    return awake;
  }

  /** Whether it sleeps, or is on the way to. */
  public boolean isSleeping() {
    return paused;
  }

  /** Keeps so many blocks of the KV cache from sequences. */
  public void reserveBlocks(int blocks) {
    at(
        clock.now(),
        () -> {
          engine.reserveBlocks(blocks);
          observer.published(engine.state());
        });
  }

  /** Lets streams that a fault holds back go on. */
  public void releaseStalled() {
    at(clock.now(), faultyStreams::releaseAll);
  }

  /** The engine dies: what it has fails, and it takes nothing more. */
  public void die() {
    at(clock.now(), this::dieNow);
  }

  public boolean isDead() {
    return dead;
  }

  /** Runs {@code action} on the engine's thread with the time at which the engine died. */
  public void whenDead(LongConsumer action) {
    whenDead.add(action);
  }

  /** Stops the thread without telling anybody. */
  public void close() {
    closed.set(true);
    clock.wake(thread);
  }

  private void between(Runnable action) {
    at(
        clock.now(),
        () -> {
          betweenSteps.add(action);
          if (!stepping) {
            runBetweenSteps();
          }
        });
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

  FaultyStreams faultyStreams() {
    return faultyStreams;
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
        } else if (clock.isOver(time)) {
          step();
        } else {
          // Whoever else asks at this time is in the same step.
          clock.awaitEndOf(time);
          obey(Math.max(time, clock.now()));
        }
      }
    } catch (RuntimeException | Error failure) {
      log.error("the engine failed", failure);
      drained.completeExceptionally(failure);
    } finally {
      clock.detach(thread);
    }
  }

  private void idle() {
    lag = 0;
    Command next = commands.peek();
    long now = clock.now();
    if (next != null || timers.next() <= now) {
      // The schedule starts anew with the request that ends the pause.
      obey(next == null ? now : Math.max(next.time(), now));
      return;
    }
    if (draining && live.isEmpty() && !drained.isDone()) {
      awaitWritten();
      drained.complete(null);
    }
    await();
  }

  /** The end is reported once the event loops have written what they were given. */
  private void awaitWritten() {
    try {
      outboxes.written().get(MOST_SECONDS_TO_WRITE, TimeUnit.SECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException stuck) {
      log.warn("an event loop did not write its last answers", stuck);
    }
  }

  /** Waits for what others do, or for a timer. */
  private void await() {
    long due = timers.next();
    if (due == Timers.NEVER) {
      clock.sleep();
    } else {
      clock.sleepUntil(due);
    }
  }

  private void step() {
    long duration = engine.beginStep(time);
    if (duration == 0) {
      observer.published(engine.state());
      flush();
      if (engine.hasWork()) {
        // Only what others do can let it go on.
        await();
        obey(Math.max(time, clock.now()));
      }
      return;
    }
    stepping = true;
    long end = time + duration;
    do {
      obey(Math.min(end, clock.now()));
      clock.sleepUntil(Math.min(end, timers.next()));
    } while (clock.now() < end && !closed.get());
    obey(end);
    time = end;
    engine.endStep();
    stepping = false;
    runBetweenSteps();
    sleeper.check(time);
    observer.published(engine.state());
    flush();
    lag = Math.max(0, clock.now() - end);
    worstLag = Math.max(worstLag, lag);
  }

  private void runBetweenSteps() {
    for (Runnable next = betweenSteps.poll(); next != null; next = betweenSteps.poll()) {
      next.run();
    }
  }

  /**
   * Carries out what was asked for until {@code limit} and what is due by then; the rest waits for
   * the next step.
   */
  private void obey(long limit) {
    boolean any = false;
    for (Command next = commands.peek();
        next != null && next.time() <= limit;
        next = commands.peek()) {
      commands.poll();
      any = true;
      fire(next.time());
      time = Math.max(time, next.time());
      switch (next) {
        case Command.Submit submit -> submit.sequences().forEach(this::admit);
        case Command.Cancel cancel -> cancel.sequences().forEach(this::drop);
        case Command.AbortAll all -> abortLive();
        case Command.At at when at.due() <= time -> at.action().run();
        case Command.At at -> timers.add(at.due(), at.action());
      }
    }
    any |= fire(limit);
    if (any) {
      inEngine = live.size();
      sleeper.check(time);
      if (!engine.hasWork()) {
        observer.published(engine.state());
      }
      flush();
    }
  }

  /** Does what is due until {@code limit}. */
  private boolean fire(long limit) {
    boolean any = false;
    while (timers.next() <= limit) {
      any = true;
      time = Math.max(time, timers.next());
      timers.take().run();
    }
    return any;
  }

  private void admit(Sequence sequence) {
    GenerationRequest request = generation(sequence).request();
    if (dead) {
      request.engineDies();
    } else if (request.isNew()) {
      request.streamFault(disturbance.streamFault());
    }
    live.add(sequence);
    engine.submit(sequence, time);
    if (dead) {
      engine.finish(sequence, FinishReason.ERROR, time);
    }
  }

  private void drop(Sequence sequence) {
    faultyStreams.forget(sequence);
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

  private void dieNow() {
    if (dead) {
      return;
    }
    dead = true;
    for (Sequence sequence : List.copyOf(live)) {
      generation(sequence).request().engineDies();
      engine.finish(sequence, FinishReason.ERROR, time);
    }
    flush();
    whenDead.forEach(action -> action.accept(time));
  }

  /** Hands over what was produced, and waits for event loops that are far behind. */
  private void flush() {
    outboxes.send();
    inEngine = live.size();
    while (outboxes.anyFull() && !closed.get()) {
      clock.pause();
    }
  }
}
