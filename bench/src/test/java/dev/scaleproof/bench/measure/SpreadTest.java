package dev.scaleproof.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianIsTheMiddleWhateverTheOrder() {
    Spread spread = new Spread(List.of(9.0, 1.0, 2.0));

    assertThat(spread.median()).isEqualTo(2.0);
    assertThat(spread.min()).isEqualTo(1.0);
    assertThat(spread.max()).isEqualTo(9.0);
  }

  @Test
  void medianOfAnEvenNumberLiesBetween() {
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3.0);
    assertThat(new Spread(List.of(7.0)).median()).isEqualTo(7.0);
  }

  @Test
  void refusesWhatHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Spread(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Spread(List.of(1.0, Double.NaN)));
  }
}
