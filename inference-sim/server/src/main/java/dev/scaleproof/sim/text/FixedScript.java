package dev.scaleproof.sim.text;

import dev.scaleproof.sim.run.TokenScript;

/** An answer that was decided beforehand: its tokens, then the end. Immutable. */
public final class FixedScript implements TokenScript {
  private final int[] tokens;

  public FixedScript(int... tokens) {
    this.tokens = tokens.clone();
  }

  @Override
  public int next(int position) {
    // A request that ignores the end hears it again and again: it has no text.
    return position < tokens.length ? tokens[position] : Vocabulary.END_OF_SEQUENCE;
  }
}
