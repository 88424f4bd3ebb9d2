package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.EngineState;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.engine.StepSummary;

/**
 * Told what the engine did, on its thread; times and gaps are simulated nanoseconds. What is told
 * becomes visible, all at once, with {@link #published}.
 */
public interface StepObserver {
  void firstToken(Sequence sequence, long now);

  void laterToken(long gap);

  /** Ended by itself or by a stop string, not because its client left. */
  void finished(Sequence sequence, FinishReason reason, long now);

  /**
   * The last sequence of a request ended.
   *
   * @param longestAnswer tokens of the longest of its answers
   */
  void requestFinished(GenerationRequest request, int longestAnswer);

  void stepped(StepSummary step);

  /**
   * The engine went to sleep or woke up; visible at once.
   *
   * @param level 0 to 2, as vLLM's {@code /sleep}
   */
  void slept(boolean asleep, int level);

  /** The gauges and counters as a scrape may see them from now on. */
  void published(EngineState state);
}
