package dev.scaleproof.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseWindowTest {
  private static final List<String> WEEKDAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri");

  /** 2026-07-01 is a Wednesday; Berlin is two hours ahead of UTC then. */
  @ParameterizedTest
  @CsvSource({
    "2026-07-01T06:00:00Z, 2026-07-01T18:00:00Z",
    "2026-07-01T17:59:59Z, 2026-07-01T18:00:00Z",
    "2026-07-01T05:59:59Z,",
    "2026-07-01T18:00:00Z,",
    "2026-07-04T10:00:00Z,"
  })
  void closesInTheEvening(Instant moment, Instant closes) {
    LeaseWindow window = new LeaseWindow(WEEKDAYS, "08:00", "20:00", "Europe/Berlin");

    if (closes == null) {
      assertThat(window.closesAfter(moment)).isEmpty();
    } else {
      assertThat(window.closesAfter(moment)).contains(closes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-03T23:00:00Z, 2026-07-04T06:00:00Z",
    "2026-07-04T05:00:00Z, 2026-07-04T06:00:00Z",
    "2026-07-04T23:00:00Z,",
    "2026-07-01T12:00:00Z,"
  })
  void aNightBelongsToTheDayItBeginsOn(Instant moment, Instant closes) {
    LeaseWindow window = new LeaseWindow(WEEKDAYS, "22:00", "06:00", null);

    if (closes == null) {
      assertThat(window.closesAfter(moment)).isEmpty();
    } else {
      assertThat(window.closesAfter(moment)).contains(closes);
    }
  }

  @Test
  void daysThatTouchAreOneWindow() {
    Instant wednesday = Instant.parse("2026-07-01T12:00:00Z");

    assertThat(new LeaseWindow(WEEKDAYS, "00:00", "00:00", "UTC").closesAfter(wednesday))
        .contains(Instant.parse("2026-07-04T00:00:00Z"));
    assertThat(
            new LeaseWindow(
                    List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
                    "00:00",
                    "00:00",
                    "UTC")
                .closesAfter(wednesday))
        .contains(Instant.MAX);
  }

  @Test
  void followsTheClocksOfItsTimeZone() {
    LeaseWindow window = new LeaseWindow(List.of("Sun"), "01:00", "04:00", "Europe/Berlin");

    // Clocks go back at 03:00 on that day: four hours and not three.
    assertThat(window.closesAfter(Instant.parse("2026-10-24T23:00:00Z")))
        .contains(Instant.parse("2026-10-25T03:00:00Z"));
  }

  @Test
  void refusesWhatIsNone() {
    Instant any = Instant.parse("2026-07-01T12:00:00Z");

    assertThatThrownBy(
            () -> new LeaseWindow(List.of("Monday"), "08:00", "20:00", null).closesAfter(any))
        .hasMessageContaining("'Monday' is no day");
    assertThatThrownBy(() -> new LeaseWindow(null, "08:00", "20:00", null).closesAfter(any))
        .hasMessageContaining("names no day");
    assertThatThrownBy(() -> new LeaseWindow(WEEKDAYS, "8", "20:00", null).closesAfter(any))
        .hasMessageContaining("window.from: '8' is no time of day");
    assertThatThrownBy(() -> new LeaseWindow(WEEKDAYS, "08:00", null, null).closesAfter(any))
        .hasMessageContaining("window.until");
    assertThatThrownBy(() -> new LeaseWindow(WEEKDAYS, "08:00", "20:00", "Berlin").closesAfter(any))
        .hasMessageContaining("'Berlin' is no time zone");
  }
}
