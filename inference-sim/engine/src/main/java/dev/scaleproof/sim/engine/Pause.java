package dev.scaleproof.sim.engine;

/** What a paused engine still does: vLLM's {@code PauseState} (v1/core/sched/interface.py). */
public enum Pause {
  /** It works. */
  NONE,
  /** Nothing is admitted; what runs goes on to its end. */
  NEW,
  /** No step is made. */
  ALL
}
