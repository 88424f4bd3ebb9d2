package dev.scaleproof.sim.engine;

/**
 * Told what happens to sequences, on the thread that drives the {@link Engine}. Times are the
 * engine's simulated nanoseconds. Callbacks may call {@link Engine#submit} and {@link
 * Engine#finish}, for their own sequence too; they must not begin or end a step.
 */
public interface EngineListener {
  /**
   * First admitted to the batch, at the start of a step; {@link Sequence#cachedTokens} is known.
   */
  default void scheduled(Sequence sequence, long now) {}

  /** Lost its slot and its blocks, at the start of a step, and waits at the front of the queue. */
  default void preempted(Sequence sequence, long now) {}

  /** Admitted again after a preemption, at the start of a step. */
  default void resumed(Sequence sequence, long now) {}

  /** Produced a token, at the end of a step; a {@link #finished} for it may follow at once. */
  default void token(Sequence sequence, int tokenId, long now) {}

  /** Ended; the last callback for this sequence. Its slot and blocks are free already. */
  default void finished(Sequence sequence, FinishReason reason, long now) {}

  /** A step ended, after every other callback of that step. */
  default void stepped(StepSummary step) {}
}
