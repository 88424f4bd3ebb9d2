package dev.scaleproof.bench.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamScheduleTest {
  @Test
  void ticksAreWholeIntervalsFromTheOrigin() {
    assertThat(StreamSchedule.firstTickAfter(105, 100, 20)).isEqualTo(120);
    assertThat(StreamSchedule.firstTickAfter(119, 100, 20)).isEqualTo(120);
    assertThat(StreamSchedule.firstTickAfter(120, 100, 20)).isEqualTo(140);
  }

  @Test
  void withoutAnIntervalItIsAlwaysTime() {
    assertThat(StreamSchedule.firstTickAfter(105, 100, 0)).isEqualTo(105);
  }

  @Test
  void nanoTimeMayBeNegative() {
    assertThat(StreamSchedule.firstTickAfter(-35, -100, 20)).isEqualTo(-20);
    assertThat(StreamSchedule.firstTickAfter(5, -30, 20)).isEqualTo(10);
  }
}
