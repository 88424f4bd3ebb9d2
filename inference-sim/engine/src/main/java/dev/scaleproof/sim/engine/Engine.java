package dev.scaleproof.sim.engine;

/**
 * One replica's scheduler. Not thread-safe: one thread owns it. Times are simulated nanoseconds
 * that the caller passes in and that never go back.
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
@SuppressWarnings("DoNotCallSuggester") // the interface; the scheduler follows
public final class Engine {

  public Engine(
      EngineConfig config, HardwareProfile profile, TokenSource tokens, EngineListener listener) {}

  /**
   * Puts a new sequence at the end of the queue. One that can never be served ends with {@link
   * FinishReason#ERROR} in this call or, where only its growth shows it, later.
   *
   * @throws IllegalStateException if it was submitted before
   */
  public void submit(Sequence sequence, long now) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** Whether anything waits or runs, so that a step would do something. */
  public boolean hasWork() {
    return false;
  }

  /**
   * Begins a step at {@code now}: gives running sequences their tokens, preempting the last-arrived
   * where blocks are short, then admits waiting ones.
   *
   * @return the step's duration, or 0 if there was nothing to compute: then no step has begun and
   *     {@link #endStep} must not be called
   * @throws IllegalStateException if a step has begun and not ended
   */
  public long beginStep(long now) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the step that {@link #beginStep} began, at its start plus its duration.
   *
   * @throws IllegalStateException if no step has begun
   */
  public void endStep() {
    throw new UnsupportedOperationException();
  }

  /** Begins and ends a step; returns its duration, 0 if there was nothing to compute. */
  public long step(long now) {
    long duration = beginStep(now);
    if (duration > 0) {
      endStep();
    }
    return duration;
  }

  /** Gauges and counters as they are now; also between {@link #beginStep} and {@link #endStep}. */
  public EngineState state() {
    throw new UnsupportedOperationException();
  }
}
