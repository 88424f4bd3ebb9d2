package dev.scaleproof.sim.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTest {
  @Test
  void stringsAreQuotedAsPythonQuotesThem() {
    assertThat(Python.repr("a")).isEqualTo("'a'");
    assertThat(Python.repr("it's")).isEqualTo("\"it's\"");
    assertThat(Python.repr("it's \"so\"")).isEqualTo("'it\\'s \"so\"'");
    assertThat(Python.repr("a\nb\\\u0001")).isEqualTo("'a\\nb\\\\\\x01'");
  }

  @ParameterizedTest
  @CsvSource({
    "2.5,2.5",
    "100,100.0",
    "0,0.0",
    "-1,-1.0",
    "1e7,10000000.0",
    "1e16,1e+16",
    "0.00001,1e-05",
    "1.5e300,1.5e+300"
  })
  void floatsAreAsPythonWritesThem(double value, String text) {
    assertThat(Python.repr(value)).isEqualTo(text);
  }
}
