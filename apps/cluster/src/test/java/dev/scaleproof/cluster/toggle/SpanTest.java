package dev.scaleproof.cluster.toggle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({"90s, 90", "20m, 1200", "1h, 3600", "1h30m, 5400", "1m30s, 90", "0, 0"})
  void readsWhatPeopleType(String text, long seconds) {
    assertThat(new Span().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"45 minutes", "-5m", "5", "", "m", "5m1h", "5m5m", "1e3s"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> new Span().convert(text)).hasMessageContaining("is no duration");
  }
}
