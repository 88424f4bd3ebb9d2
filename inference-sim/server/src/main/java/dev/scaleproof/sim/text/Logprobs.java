package dev.scaleproof.sim.text;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How probable a simulated model finds the tokens that it says, and which others it considers: made
 * up, but the same for the same seed and position, and never more than 1 in sum.
 */
public final class Logprobs {
  /** The vocabulary's most common words come first. */
  private static final int COMMON_TOKENS = 20_000;

  /** A token with the logarithm of its probability. */
  public record Scored(int token, double logprob) {}

  private final long seed;

  public Logprobs(long seed) {
    this.seed = seed;
  }

  /**
   * The token said at {@code position} as the most probable one, and as many others as are wanted,
   * less and less probable.
   */
  public List<Scored> at(int position, int token, int others) {
    SplittableRandom random = new SplittableRandom(seed * 31 + position);
    double said = 0.35 + 0.6 * random.nextDouble();
    List<Scored> all = new ArrayList<>(others + 1);
    all.add(new Scored(token, Math.log(said)));
    double left = 1 - said;
    int at = random.nextInt(COMMON_TOKENS);
    while (all.size() <= others) {
      left /= 2;
      // Steps through the vocabulary without ever meeting one twice.
      at = (at + 1 + random.nextInt(Vocabulary.SIZE / (others + 2))) % Vocabulary.SIZE;
      int other = at == token ? (at + 1) % Vocabulary.SIZE : at;
      all.add(new Scored(other, Math.log(left)));
    }
    return all;
  }
}
