package dev.scaleproof.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scaleproof.load.Gaps;
import org.junit.jupiter.api.Test;

class GapDeviationsTest {
  private final GapDeviations deviations = new GapDeviations(20_000);

  @Test
  void leavesTheFirstGapOut() {
    deviations.add(Gaps.ofMicros(3_000, 20_000, 20_000));

    assertThat(deviations.meanOffPercent()).isZero();
    assertThat(deviations.offMillis(99)).isZero();
  }

  @Test
  void earlyAndLateCountAlikeInPercentilesAndCancelOutInTheMean() {
    deviations.add(Gaps.ofMicros(0, 15_000, 25_000));

    assertThat(deviations.meanOffPercent()).isZero();
    assertThat(deviations.offMillis(50)).isCloseTo(5, within(0.01));
  }

  @Test
  void slowStreamsShowInTheMean() {
    deviations.add(Gaps.ofMicros(0, 21_000, 21_000));

    assertThat(deviations.meanOffPercent()).isCloseTo(5, within(1e-9));
  }

  @Test
  void withoutGapsThereIsNoFigure() {
    deviations.add(Gaps.NONE);
    deviations.add(Gaps.ofMicros(7));

    assertThat(deviations.meanOffPercent()).isNaN();
    assertThat(deviations.offMillis(99)).isNaN();
  }
}
