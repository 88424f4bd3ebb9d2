package dev.scaleproof.twin.promql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PromQL's number literals, to which durations belong since Prometheus 3. */
final class Numbers {
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final long[] UNIT_MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1
  };

  private Numbers() {}

  /** The value; of a duration, its seconds. */
  static double parse(QueryLexer.Token token) {
    String text = token.text();
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Long.parseLong(text.substring(2), 16);
      }
      if (text.matches("[0-9.]+([eE][+-]?[0-9]+)?")) {
        return Double.parseDouble(text);
      }
      Matcher duration = DURATION.matcher(text);
      if (duration.matches()) {
        return millis(duration) / 1000.0;
      }
    } catch (NumberFormatException e) {
      // Reported below, as is text of another form.
    }
    throw new QueryException(token.position(), "'" + text + "' is neither a number nor a duration");
  }

  private static long millis(Matcher duration) {
    long millis = 0;
    for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
      String count = duration.group(unit + 1);
      if (count != null) {
        millis += Long.parseLong(count) * UNIT_MILLIS[unit];
      }
    }
    return millis;
  }
}
