package dev.scaleproof.sim.run;

/**
 * What the sequences of one prompt have in common: vLLM counts some statistics once for all {@code
 * n} answers. Written by the engine's thread alone.
 */
public final class GenerationRequest {
  private final int answers;
  private int unfinished;
  private int longest;

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
