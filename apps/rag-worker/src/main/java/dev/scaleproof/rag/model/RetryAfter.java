package dev.scaleproof.rag.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header of RFC 9110: seconds, or a date. */
final class RetryAfter {
  /** A server that asks for more is not believed. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /** How long to wait from now on; zero without a header, or with one that says nothing. */
  static Duration of(Optional<String> header, Instant now) {
    return header.map(String::strip).map(value -> parsed(value, now)).orElse(Duration.ZERO);
  }

  private static Duration parsed(String value, Instant now) {
    if (value.matches("\\d{1,9}")) {
      return limited(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return limited(Duration.between(now, date));
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Duration limited(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }
}
