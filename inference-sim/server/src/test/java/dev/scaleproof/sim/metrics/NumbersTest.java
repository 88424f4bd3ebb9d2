package dev.scaleproof.sim.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  /** Numbers from recorded scrapes. */
  @ParameterizedTest
  @CsvSource({
    "0,0.0",
    "14781,14781.0",
    "1161,1161.0",
    "0.0009766221082829762,0.0009766221082829762",
    "4836302848,4.836302848e+09",
    "1795313821.7266576,1.7953138217266576e+09",
    "1795313783.58,1.79531378358e+09",
    "10157371,1.0157371e+07",
    "11.41,11.41",
    "1000000,1e+06",
    "123456.5,123456.5",
    "0.00001,1e-05"
  })
  void numbersAreAsThePythonClientWritesThem(double value, String text) {
    assertThat(Numbers.format(value)).isEqualTo(text);
  }
}
