package dev.scaleproof.cluster.toggle;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as people type it: 90s, 20m, 1h. */
final class Span implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      if (text.matches("[0-9]+(h|m|s)([0-9]+(m|s))?([0-9]+s)?|0")) {
        return text.equals("0")
            ? Duration.ZERO
            : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      }
    } catch (DateTimeParseException wrong) {
      // Units in the wrong order; refused below.
    }
    throw new TypeConversionException("'%s' is no duration, use 90s, 20m or 1h".formatted(text));
  }
}
