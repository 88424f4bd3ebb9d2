package dev.scaleproof.sim.run;

import dev.scaleproof.sim.run.Disturbance.StreamFault;

/**
 * What the sequences of one prompt have in common: vLLM counts some statistics once for all {@code
 * n} answers. Written by the engine's thread alone.
 */
public final class GenerationRequest {
  private final int answers;
  private int unfinished;
  private int longest;
  private StreamFault streamFault = StreamFault.NONE;
  private boolean hasStreamFault;
  private boolean engineDied;
  private boolean known;

  /**
   * @param answers {@code n}, how many sequences share this
   */
  public GenerationRequest(int answers) {
    this.answers = answers;
    this.unfinished = answers;
  }

  /** {@code n}. */
  public int answers() {
    return answers;
  }

  /** True the first time that it is asked. */
  boolean isNew() {
    boolean before = known;
    known = true;
    return !before;
  }

  StreamFault streamFault() {
    return streamFault;
  }

  void streamFault(StreamFault fault) {
    streamFault = fault;
    hasStreamFault = !fault.equals(StreamFault.NONE);
  }

  boolean hasStreamFault() {
    return hasStreamFault;
  }

  /** Whether it failed because the engine died; known once its sequences have ended. */
  public boolean engineDied() {
    return engineDied;
  }

  void engineDies() {
    engineDied = true;
  }

  /** Counts one sequence's end; true with the last one's. */
  boolean finishOne(int generated) {
    longest = Math.max(longest, generated);
    return --unfinished == 0;
  }

  /** Tokens of the longest answer so far. */
  int longestAnswer() {
    return longest;
  }
}
