package dev.scaleproof.sim.life;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long loading the weights takes; until then connections are refused, as vLLM's are. */
public sealed interface StartupTime {
  /** Always the same. */
  record Fixed(double seconds) implements StartupTime {
    @Override
    public double draw(RandomGenerator random) {
      return seconds;
    }
  }

  /** Evenly between two times. */
  record Uniform(double least, double most) implements StartupTime {
    @Override
    public double draw(RandomGenerator random) {
      return least + (most - least) * random.nextDouble();
    }
  }

  /** Around a mean; what would be below 0 is 0. */
  record Normal(double mean, double deviation) implements StartupTime {
    @Override
    public double draw(RandomGenerator random) {
      return Math.max(0, mean + deviation * random.nextGaussian());
    }
  }

  /** Around a median, with the long tail that downloads have. */
  record LogNormal(double median, double sigma) implements StartupTime {
    @Override
    public double draw(RandomGenerator random) {
      return median * Math.exp(sigma * random.nextGaussian());
    }
  }

  /** A draw may not be longer, in seconds: 30 days. */
  double MOST_SECONDS = 30 * 24 * 3600;

  /** Simulated seconds. */
  double draw(RandomGenerator random);

  /** The simulated nanoseconds that this seed draws. */
  default long nanos(long seed) {
    double seconds = Math.min(MOST_SECONDS, draw(new SplittableRandom(seed)));
    return Math.round(seconds * 1e9);
  }

  /**
   * Reads {@code SECONDS}, {@code uniform:LEAST-MOST}, {@code normal:MEAN,DEVIATION} or {@code
   * lognormal:MEDIAN,SIGMA}.
   *
   * @throws IllegalArgumentException for anything else, with what is allowed
   */
  static StartupTime parse(String text) {
    String number = "(\\d{1,7}(?:\\.\\d{1,9})?)";
    Matcher form =
        Pattern.compile(
                "(?:(uniform):%1$s-%1$s|(normal|lognormal):%1$s,%1$s|%1$s)".formatted(number))
            .matcher(text);
    if (form.matches()) {
      if (form.group(7) != null) {
        return new Fixed(limited(text, form.group(7)));
      }
      if (form.group(1) != null) {
        double least = limited(text, form.group(2));
        double most = limited(text, form.group(3));
        if (most >= least) {
          return new Uniform(least, most);
        }
      } else {
        double middle = limited(text, form.group(5));
        double width = Double.parseDouble(form.group(6));
        return form.group(4).equals("normal")
            ? new Normal(middle, width)
            : new LogNormal(middle, width);
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not SECONDS, uniform:LEAST-MOST, normal:MEAN,DEVIATION or lognormal:MEDIAN,SIGMA"
            .formatted(text));
  }

  private static double limited(String text, String seconds) {
    double value = Double.parseDouble(seconds);
    if (value > MOST_SECONDS) {
      throw new IllegalArgumentException(
          "'%s' is more than %.0f seconds".formatted(text, MOST_SECONDS));
    }
    return value;
  }
}
