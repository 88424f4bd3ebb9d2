package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scaleproof.report.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncTimesTest {
  private static SyncTimes of(List<Sample> samples) {
    return SyncTimes.of(Recording.of(samples, Story.CREATED));
  }

  @Test
  void syncsThatChangedNothingLieEvenlyBetweenThoseThatDid() {
    SyncTimes syncs = of(Story.told());
    assertThat(syncs.times()).hasSize(25);
    for (int i = 0; i < 24; i++) {
      assertThat(syncs.times().get(i)).isCloseTo(Story.sync(i), within(0.1));
    }
  }

  @Test
  void aStatusThatCameASecondAfterItsValueIsDatedBack() {
    List<Sample> samples = new ArrayList<>();
    Story.observe(samples, 0, 1, 1);
    for (int t = 0; t < 60; t++) {
      samples.add(new Sample.Metric(t, "s0-prometheus", List.of(t < 30 ? 0.0 : 32.0)));
    }
    // Asked at 29.98, when there was nothing yet; the status came at 30.03.
    samples.add(
        new Sample.Decision(
            30.03,
            Recording.SYNC,
            1,
            1,
            "",
            "",
            List.of(new Sample.Reading("s0-prometheus", 0.0, 5, "AverageValue", null, null))));
    SyncTimes syncs = of(samples);
    assertThat(syncs.times().get(1)).isCloseTo(29.999, within(1e-9));
    assertThat(syncs.matched()).isEqualTo(1);
  }

  @Test
  void withoutAStatusItGoesByTheHpasCreation() {
    List<Sample> samples = new ArrayList<>();
    Story.observe(samples, 0, 1, 1);
    Story.observe(samples, 50, 1, 1);
    SyncTimes syncs = of(samples);
    assertThat(syncs.times()).containsExactly(15.41, 30.41, 45.41);
    assertThat(syncs.sentence()).contains("never changed");
  }
}
