package dev.scaleproof.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledClockTest {
  @Test
  void simulatedTimeRunsWithTheSpeedFromTheStartOn() {
    AtomicLong nanos = new AtomicLong(-5_000);
    ScaledClock clock = new ScaledClock(10, nanos::get);
    assertThat(clock.now()).isZero();

    nanos.addAndGet(1_000);
    assertThat(clock.now()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aSpeedMustBeANumberAboveZero(double speed) {
    assertThatThrownBy(() -> new ScaledClock(speed)).isInstanceOf(IllegalArgumentException.class);
  }
}
