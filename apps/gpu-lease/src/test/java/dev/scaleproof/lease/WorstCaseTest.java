package dev.scaleproof.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
  @Test
  void isLeaseAndGuardAndDrainTimesEverythingThatMultiplies() {
    WorstCase worst = WorstCase.of(Duration.ofMinutes(45), Duration.ofSeconds(150), 2, 4, 0.8);

    // 2700 + 10 + 150 seconds, of 8 GPUs.
    assertThat(worst.usd()).isCloseTo(2860 / 3600.0 * 8 * 0.8, within(1e-9));
  }

  @Test
  void isRoundedUpSoThatItIsNeverSpentTooEarly() {
    WorstCase worst = WorstCase.of(Duration.ofMinutes(30), Duration.ofSeconds(150), 1, 1, 0.8048);

    assertThat(worst.usd()).isCloseTo(0.438169, within(1e-6));
    assertThat(worst.usdRoundedUp()).isEqualTo(0.44);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> WorstCase.of(Duration.ofMinutes(-1), Duration.ZERO, 1, 1, 1))
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> WorstCase.of(Duration.ZERO, Duration.ZERO, -1, 1, 1))
        .hasMessageContaining("negative");
  }
}
