package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  private static List<Double> upTo(int count) {
    return new ArrayList<>(IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList());
  }

  @Test
  void isTheSmallestValueThatSoManyPerCentDoNotExceed() {
    assertThat(Percentiles.of(upTo(100))).isEqualTo(new Percentiles(50.0, 95.0, 99.0));
    assertThat(Percentiles.of(upTo(20))).isEqualTo(new Percentiles(10.0, 19.0, 20.0));
    assertThat(Percentiles.of(upTo(1))).isEqualTo(new Percentiles(1.0, 1.0, 1.0));
  }

  @Test
  void failuresCountAsInfiniteAndShowAsNull() {
    List<Double> values = upTo(98);
    values.add(Double.POSITIVE_INFINITY);
    values.add(Double.POSITIVE_INFINITY);
    assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(50.0, 95.0, null));
  }

  @Test
  void nothingHasNoPercentiles() {
    assertThat(Percentiles.of(List.of())).isEqualTo(new Percentiles(null, null, null));
  }
}
