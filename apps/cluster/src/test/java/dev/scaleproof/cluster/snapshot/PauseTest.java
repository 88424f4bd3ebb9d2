package dev.scaleproof.cluster.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PauseTest {
  @ParameterizedTest
  @CsvSource({
    "true, true",
    "True, true",
    "1, true",
    "yes, true",
    "'', true",
    "fAlse, true",
    "false, false",
    "False, false",
    "0, false",
    "f, false"
  })
  void readsValuesAsGoDoesAndTakesTheRestForTrue(String value, boolean paused) {
    assertThat(Pause.of(Map.of(Pause.PAUSED, value)).paused()).isEqualTo(paused);
  }

  @Test
  void noKeyIsNoPause() {
    assertThat(Pause.of(Map.of("other", "true"))).isEqualTo(new Pause(false, false, List.of()));
  }

  @Test
  void replicasWinOverFalse() {
    Pause pause = Pause.of(Map.of(Pause.PAUSED, "false", Pause.PAUSED_REPLICAS, "0"));

    assertThat(pause.paused()).isTrue();
    assertThat(pause.keys()).containsExactly(Pause.PAUSED, Pause.PAUSED_REPLICAS);
  }

  @ParameterizedTest
  @ValueSource(strings = {Pause.PAUSED_SCALE_IN, Pause.PAUSED_SCALE_OUT})
  void oneDirectionIsNoPause(String key) {
    Pause pause = Pause.of(Map.of(key, "true"));

    assertThat(pause.paused()).isFalse();
    assertThat(pause.oneWay()).isTrue();
  }
}
