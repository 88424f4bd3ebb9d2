package dev.scaleproof.sim.text;

import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many tokens an answer has when nothing cuts it off; the last one is the end token. */
public sealed interface OutputLength {
  /** Answers never end by themselves. */
  record None() implements OutputLength {
    @Override
    public int draw(RandomGenerator random) {
      return Integer.MAX_VALUE;
    }
  }

  /** Evenly from {@code least} to {@code most}, both included. */
  record Uniform(int least, int most) implements OutputLength {
    @Override
    public int draw(RandomGenerator random) {
      return random.nextInt(least, most + 1);
    }
  }

  /** Log-normal, as lengths of real answers roughly are. */
  record LogNormal(double median, double sigma) implements OutputLength {
    @Override
    public int draw(RandomGenerator random) {
      double drawn = median * Math.exp(sigma * random.nextGaussian());
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(drawn)));
    }
  }

  /** A length of at least 1. */
  int draw(RandomGenerator random);

  /**
   * Reads {@code none}, {@code fixed:N}, {@code uniform:LEAST-MOST} or {@code
   * lognormal:MEDIAN,SIGMA}.
   *
   * @throws IllegalArgumentException for anything else, with what is allowed
   */
  static OutputLength parse(String text) {
    if (text.equals("none")) {
      return new None();
    }
    Matcher numbers =
        Pattern.compile(
                "(fixed):(\\d{1,9})|(uniform):(\\d{1,9})-(\\d{1,9})|(lognormal):([\\d.]+),([\\d.]+)")
            .matcher(text);
    if (numbers.matches()) {
      OutputLength length = of(numbers);
      if (length != null) {
        return length;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not none, fixed:N, uniform:LEAST-MOST or lognormal:MEDIAN,SIGMA");
  }

  private static @Nullable OutputLength of(Matcher numbers) {
    if (numbers.group(1) != null) {
      int tokens = Integer.parseInt(numbers.group(2));
      return tokens >= 1 ? new Uniform(tokens, tokens) : null;
    }
    if (numbers.group(3) != null) {
      int least = Integer.parseInt(numbers.group(4));
      int most = Integer.parseInt(numbers.group(5));
      return least >= 1 && most >= least ? new Uniform(least, most) : null;
    }
    try {
      double median = Double.parseDouble(numbers.group(7));
      return median >= 1 ? new LogNormal(median, Double.parseDouble(numbers.group(8))) : null;
    } catch (NumberFormatException twoPoints) {
      return null;
    }
  }
}
