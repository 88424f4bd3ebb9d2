package dev.scaleproof.sim.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code date} header, formatted once a second. Thread-safe. */
final class DateHeader {
  private record Second(long epoch, String text) {}

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static volatile Second current = new Second(0, "");

  private DateHeader() {}

  static String now() {
    long second = System.currentTimeMillis() / 1000;
    Second known = current;
    if (known.epoch != second) {
      known = new Second(second, FORMAT.format(Instant.ofEpochSecond(second)));
      current = known;
    }
    return known.text;
  }
}
