package dev.scaleproof.sim.text;

import dev.scaleproof.sim.run.TokenScript;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a request says about single tokens, applied to an answer: biases, the only tokens that are
 * allowed, words that must not be completed. A simulated model is sure of its next token by {@link
 * #CERTAINTY} logits: that much of a bias makes it say another one.
 */
public final class TokenRules {
  /** By how much the simulated model prefers the token it says. */
  static final double CERTAINTY = 20;

  /** How many others are tried in place of a token that must not be said. */
  private static final int TRIES = 1000;

  private final Map<Integer, Double> bias;
  private final int[] allowed;
  private final List<int[]> badWords;

  /**
   * @param bias what is added to tokens' logits
   * @param allowed the only tokens that may be said, none for all
   * @param badWords token sequences that must not be completed
   */
  public TokenRules(Map<Integer, Double> bias, int[] allowed, List<int[]> badWords) {
    this.bias = Map.copyOf(bias);
    this.allowed = allowed.clone();
    this.badWords = List.copyOf(badWords);
  }

  public boolean isEmpty() {
    return bias.isEmpty() && allowed.length == 0 && badWords.isEmpty();
  }

  /** The answer under these rules; {@code seed} decides what is said instead. */
  public TokenScript apply(TokenScript script, long seed) {
    return isEmpty() ? script : new Ruled(script, new SplittableRandom(seed));
  }

  private final class Ruled implements TokenScript {
    private final TokenScript script;
    private final SplittableRandom random;
    private int[] said = new int[16];
    private int count;

    Ruled(TokenScript script, SplittableRandom random) {
      this.script = script;
      this.random = random;
    }

    @Override
    public int next(int position) {
      int token = choose(script.next(position));
      if (count == said.length) {
        said = Arrays.copyOf(said, count * 2);
      }
      said[count++] = token;
      return token;
    }

    private int choose(int wanted) {
      if (isGood(wanted) && strongest(wanted) == wanted) {
        return wanted;
      }
      int best = strongest(wanted);
      if (isGood(best) && biasOf(best) > biasOf(wanted) + CERTAINTY) {
        return best;
      }
      for (int i = 0; i < TRIES; i++) {
        int other =
            allowed.length > 0
                ? allowed[random.nextInt(allowed.length)]
                : random.nextInt(Vocabulary.END_OF_SEQUENCE);
        if (isGood(other) && biasOf(other) > -CERTAINTY) {
          return other;
        }
      }
      // Everything is forbidden: vLLM's sampler has to say something then, too.
      return allowed.length > 0 ? allowed[0] : wanted;
    }

    /** The token that biases make the model say; {@code wanted} unless another outweighs it. */
    private int strongest(int wanted) {
      if (biasOf(wanted) <= -CERTAINTY) {
        return -1;
      }
      return bias.entrySet().stream()
          .filter(entry -> entry.getValue() > biasOf(wanted) + CERTAINTY && isGood(entry.getKey()))
          .max(Comparator.comparingDouble(Map.Entry<Integer, Double>::getValue))
          .map(Map.Entry::getKey)
          .orElse(wanted);
    }

    private double biasOf(int token) {
      return bias.getOrDefault(token, 0.0);
    }

    private boolean isGood(int token) {
      return token >= 0
          && (allowed.length == 0 || IntStream.of(allowed).anyMatch(one -> one == token))
          && badWords.stream().noneMatch(word -> completes(word, token));
    }

    private boolean completes(int[] word, int token) {
      int before = word.length - 1;
      return word[before] == token
          && count >= before
          && Arrays.equals(said, count - before, count, word, 0, before);
    }
  }
}
