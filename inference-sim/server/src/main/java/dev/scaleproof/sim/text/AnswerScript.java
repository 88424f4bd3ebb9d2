package dev.scaleproof.sim.text;

import dev.scaleproof.sim.run.TokenScript;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one answer says: sentences drawn from a seeded generator, until its length is reached. The
 * same seed gives the same answer. Used by one thread.
 */
public final class AnswerScript implements TokenScript {
  private final Sentences sentences;
  private final SplittableRandom random;
  private final int length;
  private final int minTokens;
  private final Set<Integer> stopTokens;
  private int[] sentence = {};
  private int offset;

  /**
   * @param length tokens after which it ends by itself, the end token included
   * @param minTokens tokens before which it neither ends nor says a stop token
   */
  public AnswerScript(
      Sentences sentences,
      long seed,
      OutputLength length,
      int minTokens,
      boolean ignoreEnd,
      Set<Integer> stopTokens) {
    this.sentences = sentences;
    this.random = new SplittableRandom(seed);
    int drawn = length.draw(random);
    this.length = ignoreEnd ? Integer.MAX_VALUE : Math.max(drawn, minTokens + 1);
    this.minTokens = minTokens;
    this.stopTokens = stopTokens;
  }

  @Override
  public int next(int position) {
    if (position >= length - 1) {
      return Vocabulary.END_OF_SEQUENCE;
    }
    int token = word();
    if (position < minTokens && !stopTokens.isEmpty()) {
      // Bounded: a request may forbid every word there is.
      for (int tries = 0; tries < 1000 && stopTokens.contains(token); tries++) {
        token = word();
      }
    }
    return token;
  }

  private int word() {
    if (offset == sentence.length) {
      sentence = sentences.get(random.nextInt(sentences.count()));
      offset = 0;
    }
    return sentence[offset++];
  }
}
