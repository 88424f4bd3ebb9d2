package dev.scaleproof.rag.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "7 | PT7S",
        "999999999 | PT1H",
        "99999999999999999999 | PT0S",
        "-5 | PT0S",
        "soon | PT0S",
        "Sun, 22 Nov 2026 10:00:30 GMT | PT30S",
        "Sun, 22 Nov 2026 09:00:00 GMT | PT0S",
      })
  void secondsOrADate(String header, Duration expected) {
    assertThat(RetryAfter.of(Optional.of(header), NOW)).isEqualTo(expected);
  }
}
