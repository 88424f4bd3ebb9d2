package dev.scaleproof.sim.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupTimeTest {
  private static final double SECOND = 1e9;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0; 0",
        "90; 90; 90",
        "1.5; 1.5; 1.5",
        "uniform:60-120; 60; 120",
        "normal:1,10; 0; 50",
        "lognormal:60,0.3; 15; 240"
      })
  void drawsStayWithinWhatTheirFormAllows(String form, double least, double most) {
    StartupTime time = StartupTime.parse(form);
    for (long seed = 0; seed < 1000; seed++) {
      assertThat(time.nanos(seed) / SECOND).isBetween(least, most);
      assertThat(time.nanos(seed)).isEqualTo(time.nanos(seed));
    }
  }

  @Test
  void replicasDiffer() {
    StartupTime time = StartupTime.parse("uniform:60-120");
    double mean = LongStream.range(0, 1000).mapToDouble(time::nanos).average().orElseThrow();
    assertThat(LongStream.range(0, 100).map(time::nanos).distinct().count()).isEqualTo(100);
    assertThat(mean / SECOND).isBetween(87.0, 93.0);
  }

  @Test
  void theLongTailEnds() {
    assertThat(StartupTime.parse("lognormal:2000000,9").nanos(1) / SECOND)
        .isLessThanOrEqualTo(StartupTime.MOST_SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "90s",
        "1e3",
        "uniform:5",
        "uniform:9-5",
        "normal:5",
        "lognormal:5,",
        "gamma:1,2"
      })
  void anythingElseIsRefusedWithWhatIsAllowed(String form) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StartupTime.parse(form))
        .withMessage(
            "'%s' is not SECONDS, uniform:LEAST-MOST, normal:MEAN,DEVIATION or lognormal:MEDIAN,SIGMA",
            form);
  }

  @Test
  void aMonthIsTheMost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StartupTime.parse("9999999"))
        .withMessage("'9999999' is more than 2592000 seconds");
  }
}
