package dev.scaleproof.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseDurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, 0, 0s",
    "45m, 2700, 45m",
    "1h30m, 5400, 1h30m",
    "90s, 90, 1m30s",
    "90m, 5400, 1h30m",
    "1h0m1s, 3601, 1h1s",
    "1h5s, 3605, 1h5s"
  })
  void readsAndWrites(String text, long seconds, String written) {
    Duration duration = Duration.ofSeconds(seconds);

    assertThat(LeaseDurations.parse(text)).isEqualTo(duration);
    assertThat(LeaseDurations.text(duration)).isEqualTo(written);
    assertThat(LeaseDurations.parse(written)).isEqualTo(duration);
    assertThat(text).matches(LeaseDurations.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "45 minutes",
        "45",
        "0",
        "",
        "m",
        "-5m",
        "1m1h",
        "5m5m",
        "1.5h",
        "1e3s",
        "45M",
        " 45m",
        "45m\n",
        "99999999999999999999h",
        "100ms"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> LeaseDurations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is no duration, use 45m, 1h30m or 90s", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"45 minutes", "45", "-5m", "1m1h", "99999999999999999999h", "100ms"})
  void theSchemasPatternRefusesThemToo(String text) {
    assertThat(text).doesNotMatch(LeaseDurations.PATTERN);
  }
}
