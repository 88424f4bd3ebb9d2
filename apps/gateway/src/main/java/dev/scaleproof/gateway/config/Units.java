package dev.scaleproof.gateway.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Readers of values with a unit: {@code 250ms}, {@code 2s}, {@code 10m}; {@code 512KiB}, {@code
 * 10MiB}.
 */
public final class Units {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)?");

  private Units() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Duration duration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a duration; write a number with ms, s, m or h, as in 250ms");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    if (duration.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException("'" + value + "' is more than a year");
    }
    return duration;
  }

  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return duration(value);
      } catch (IllegalArgumentException mistake) {
        throw new TypeConversionException(String.valueOf(mistake.getMessage()));
      }
    }
  }

  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      Matcher matcher = SIZE.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + value + "' is not a size; write a number with B, KiB, MiB or GiB, as in 10MiB");
      }
      int shift =
          switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            case null, default -> 0;
          };
      return Long.parseLong(matcher.group(1)) << shift;
    }
  }
}
