package dev.scaleproof.lease;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations of leases: whole hours, minutes and seconds in this order, as in 45m, 1h30m or 90s; a
 * part of Go's form, which the schema of the custom resource has as a pattern.
 */
public final class LeaseDurations {
  /** The pattern of the schema. It lets the empty string through, which nothing else does. */
  public static final String PATTERN = "^([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?$";

  /** What the duration of a lease says that nobody holds. */
  public static final String NOT_HELD = "0s";

  private static final Pattern FORM =
      Pattern.compile("(?:([0-9]{1,4})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?");

  private static final long SECONDS_PER_HOUR = 3600;
  private static final long SECONDS_PER_MINUTE = 60;

  private LeaseDurations() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException in one line, if it is none
   */
  public static Duration parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no duration, use 45m, 1h30m or 90s".formatted(text));
    }
    return Duration.ofSeconds(
        number(parts.group(1)) * SECONDS_PER_HOUR
            + number(parts.group(2)) * SECONDS_PER_MINUTE
            + number(parts.group(3)));
  }

  /** Writes one so that {@link #parse} reads the same, to the second: 45m, 1h30m, 0s. */
  public static String text(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("no lease lasts " + duration);
    }
    long hours = duration.toHours();
    int minutes = duration.toMinutesPart();
    int seconds = duration.toSecondsPart();
    String text =
        (hours > 0 ? hours + "h" : "")
            + (minutes > 0 ? minutes + "m" : "")
            + (seconds > 0 ? seconds + "s" : "");
    return text.isEmpty() ? NOT_HELD : text;
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
