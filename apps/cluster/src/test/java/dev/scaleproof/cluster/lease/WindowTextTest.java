package dev.scaleproof.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.lease.LeaseWindow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTextTest {
  @Test
  void readsWhatPeopleType() {
    assertThat(new WindowText().convert("Mon-Fri 08:00-20:00 Europe/Berlin"))
        .isEqualTo(
            new LeaseWindow(
                List.of("Mon", "Tue", "Wed", "Thu", "Fri"), "08:00", "20:00", "Europe/Berlin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sat-Mon|Sat,Sun,Mon",
        "Mon,Wed|Mon,Wed",
        "Tue|Tue",
        "Mon-Sun|Mon,Tue,Wed,Thu,Fri,Sat,Sun",
        "Mon,Mon|Mon"
      })
  void readsDays(String text, String days) {
    assertThat(new WindowText().convert(text + " 22:00-06:00").days())
        .containsExactly(days.split(",", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Mon-Fri",
        "Monday 08:00-20:00",
        "Mon-Wed-Fri 08:00-20:00",
        "Mon-Fri 8:00-20:00",
        "Mon-Fri 08:00-24:00",
        "Mon-Fri 08:00-20:00 Mars/Base",
        "Mon-Fri 08:00 20:00"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> new WindowText().convert(text)).hasMessageContaining(", use ");
  }
}
