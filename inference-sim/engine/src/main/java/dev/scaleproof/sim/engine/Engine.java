package dev.scaleproof.sim.engine;

import java.util.List;

/**
 * One replica's engine, as vLLM V1's {@code EngineCore} is: schedules, lets the model's time pass,
 * takes the tokens. Not thread-safe: one thread owns it. Times are simulated nanoseconds that the
 * caller passes in and that never go back.
 *
 * <p>A step is begun and ended separately, so that a server can let its simulated duration pass in
 * between while requests arrive and leave:
 *
 * <pre>{@code
 * long duration = engine.beginStep(now);   // admits, preempts; callbacks scheduled, preempted, resumed
 * ... wait until now + duration, submitting and finishing what comes ...
 * engine.endStep();                        // callbacks token, finished, stepped, at now + duration
 * }</pre>
 *
 * {@link #step} does both at once, for runs in virtual time.
 */
public final class Engine {
  private final EngineConfig config;
  private final StepTime stepTime;
  private final TokenSource tokens;
  private final EngineListener listener;
  private final Scheduler scheduler;
  private final Counters counters = new Counters();

  private boolean stepping;
  private long stepStart = Long.MIN_VALUE;
  private long stepEnd = Long.MIN_VALUE;

  /** An idle engine. */
  public Engine(
      EngineConfig config, StepTime stepTime, TokenSource tokens, EngineListener listener) {
    this.config = config;
    this.stepTime = stepTime;
    this.tokens = tokens;
    this.listener = listener;
    scheduler = new Scheduler(config);
  }

  /**
   * Puts a new sequence at the end of the queue. One that can never be served ends with {@link
   * FinishReason#ERROR}: in this call if its prompt leaves no room for an answer, at a later step
   * if it outgrows the KV cache.
   *
   * @throws IllegalStateException if it was submitted before
   */
  public void submit(Sequence sequence, long now) {
    if (sequence.status != Sequence.Status.NEW) {
      throw new IllegalStateException(sequence + " was submitted before");
    }
    sequence.arrive(this, now);
    scheduler.add(sequence);
    if (sequence.promptTokens() >= config.maxModelLen()) {
      finish(sequence, FinishReason.ERROR, now);
    }
  }

  /** {@link #finish} with {@link FinishReason#ABORT}. */
  public boolean abort(Sequence sequence, long now) {
    return finish(sequence, FinishReason.ABORT, now);
  }

  /**
   * Ends a sequence from outside, wherever it is: its slot and blocks are free when this returns,
   * and it produces nothing more, not even in a step that has begun. For a client that went away
   * ({@code ABORT}) or a stop string that the server found ({@code STOP}).
   *
   * @return false, and nothing happens, if it has ended already or is not this engine's
   */
  public boolean finish(Sequence sequence, FinishReason reason, long now) {
    if (sequence.owner != this || sequence.status == Sequence.Status.FINISHED) {
      return false;
    }
    scheduler.remove(sequence);
    conclude(sequence, reason, now);
    return true;
  }

  /** Whether a step would do something: not for what only waits while the engine is paused. */
  public boolean hasWork() {
    return switch (scheduler.pause()) {
      case NONE -> scheduler.running() > 0 || scheduler.waiting() > 0;
      case NEW -> scheduler.running() > 0;
      case ALL -> false;
    };
  }

  public boolean isPaused() {
    return scheduler.pause() != Pause.NONE;
  }

  /** Pauses or goes on; a step that has begun is not affected. Sequences may be submitted. */
  public void pause(Pause pause) {
    scheduler.pause(pause);
  }

  /**
   * Forgets every cached prefix. Running sequences lose their blocks and wait as preempted ones do,
   * as with vLLM's {@code reset_prefix_cache(reset_running_requests=True)}.
   *
   * @throws IllegalStateException while a step has begun and not ended
   */
  public void resetPrefixCache(long now) {
    if (stepping) {
      throw new IllegalStateException("a step has begun");
    }
    for (Sequence sequence : scheduler.resetPrefixCache()) {
      listener.preempted(sequence, now);
    }
  }

  /**
   * Keeps so many blocks of the KV cache from sequences, as if something else held them: free ones
   * at once, others when sequences give them up. They count as used.
   *
   * @throws IllegalArgumentException if there are not that many blocks
   */
  public void reserveBlocks(int blocks) {
    scheduler.cache().reserve(blocks);
  }

  /**
   * Begins a step at {@code now}: gives running sequences their tokens, preempting the last-arrived
   * where blocks are short, then admits waiting ones.
   *
   * @return the step's duration, or 0 if there was nothing to compute: then no step has begun and
   *     {@link #endStep} must not be called
   * @throws IllegalStateException if a step has begun and not ended
   * @throws IllegalArgumentException if {@code now} lies before the end of the last step
   */
  public long beginStep(long now) {
    if (stepping) {
      throw new IllegalStateException("the step before has not ended");
    }
    if (now < stepEnd) {
      throw new IllegalArgumentException("now is " + now + ", before the last step's " + stepEnd);
    }
    scheduler.schedule();
    List<Sequence> scheduled = scheduler.scheduled();
    long duration = 0;
    if (!scheduled.isEmpty()) {
      duration =
          stepTime.stepNanos(scheduler.prefillTokens(), scheduled.size(), scheduler.kvTokens());
      stepping = true;
      stepStart = now;
      stepEnd = now + duration;
    }
    // Only now, so that callbacks which submit or finish do not disturb the planning.
    for (Sequence sequence : scheduler.preempted()) {
      listener.preempted(sequence, now);
    }
    for (int i = scheduler.admittedFrom(); i < scheduled.size(); i++) {
      admitted(scheduled.get(i), now);
    }
    for (Sequence sequence : scheduler.unservable()) {
      conclude(sequence, FinishReason.ERROR, now);
    }
    return duration;
  }

  private void admitted(Sequence sequence, long now) {
    if (sequence.preemptions() > 0) {
      listener.resumed(sequence, now);
      return;
    }
    sequence.firstScheduled(now);
    // PrefixCacheStats (v1/metrics/stats.py) keeps preempted requests' look-ups apart.
    if (config.prefixCaching()) {
      counters.prefixCacheQueries += sequence.length();
      counters.prefixCacheHits += sequence.cachedTokens();
    }
    listener.scheduled(sequence, now);
  }

  /**
   * Ends the step that {@link #beginStep} began, at its start plus its duration.
   *
   * @throws IllegalStateException if no step has begun
   */
  public void endStep() {
    if (!stepping) {
      throw new IllegalStateException("no step has begun");
    }
    long promptTokensBefore = counters.promptTokens;
    long generationTokensBefore = counters.generationTokens;
    for (Sequence sequence : scheduler.scheduled()) {
      // Ended since the step began, or still short of its prompt's end.
      if (sequence.status == Sequence.Status.RUNNING && sequence.computed == sequence.length()) {
        produce(sequence);
      }
    }
    scheduler.forgetGone();
    stepping = false;
    counters.steps++;
    listener.stepped(
        new StepSummary(
            stepStart,
            stepEnd,
            scheduler.scheduledTokens(),
            (int) (counters.promptTokens - promptTokensBefore),
            (int) (counters.generationTokens - generationTokensBefore),
            scheduler.preempted().size(),
            scheduler.running(),
            scheduler.waiting()));
  }

  private void produce(Sequence sequence) {
    int token = tokens.next(sequence, sequence.generated());
    sequence.append(token, stepEnd);
    counters.generationTokens++;
    // vLLM's front end counts prompt tokens and preemptions with the output that follows them
    // (IterationStats in v1/metrics/stats.py): the latter rise when the sequence has resumed.
    if (sequence.generated() == 1) {
      counters.promptTokens += sequence.promptTokens();
      counters.cachedPromptTokens += sequence.cachedTokens();
    }
    counters.preemptions += sequence.takeUncountedPreemptions();
    FinishReason reason = sequence.stopAt(config);
    listener.token(sequence, token, stepEnd);
    if (reason != null) {
      finish(sequence, reason, stepEnd);
    }
  }

  private void conclude(Sequence sequence, FinishReason reason, long now) {
    sequence.finish(reason, now);
    listener.finished(sequence, reason, now);
  }

  /** Begins and ends a step; returns its duration, 0 if there was nothing to compute. */
  public long step(long now) {
    long duration = beginStep(now);
    if (duration > 0) {
      endStep();
    }
    return duration;
  }

  KvCache cache() {
    return scheduler.cache();
  }

  /** Gauges and counters as they are now; also between {@link #beginStep} and {@link #endStep}. */
  public EngineState state() {
    return new EngineState(
        scheduler.running(),
        scheduler.waiting(),
        0, // nothing here defers a request: no LoRA, no grammar, no KV transfer
        scheduler.cache().usedBlocks(),
        scheduler.cache().pool().usable(),
        counters.promptTokens,
        counters.cachedPromptTokens,
        counters.generationTokens,
        counters.prefixCacheQueries,
        counters.prefixCacheHits,
        counters.preemptions,
        counters.steps);
  }
}
