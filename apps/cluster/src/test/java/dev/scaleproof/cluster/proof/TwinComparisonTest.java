package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.report.Proof;
import dev.scaleproof.report.Proof.Change;
import dev.scaleproof.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinComparisonTest {
  private static Proof.Twin compared(List<Sample> samples) throws IOException {
    samples.sort(Comparator.comparingDouble(Sample::t));
    return TwinComparison.of(Story.shipped(), Recording.of(samples, Story.CREATED));
  }

  @Test
  void theTwinMakesOfTheMetricWhatTheClusterMade() throws IOException {
    Proof.Twin twin = compared(Story.told());
    assertThat(twin.differences()).isEmpty();
    assertThat(twin.decisions())
        .extracting(pair -> pair.twin() == null ? "" : pair.twin().path())
        .containsExactly("1 → 4", "4 → 5", "5 → 1");
    assertThat(twin.decisions())
        .allSatisfy(pair -> assertThat(pair.differenceSeconds()).isBetween(-1.0, 1.0));
    assertThat(twin.phase()).contains("6 of 25 syncs", "6 of the 6");
    assertThat(twin.summary()).startsWith("The twin decided the same 3 changes");
  }

  @Test
  void anHpaThatChoseAnotherCountIsADifference() throws IOException {
    List<Sample> samples = Story.told();
    samples.removeIf(
        sample -> sample instanceof Sample.Observation one && one.t() > 30 && one.t() < 60);
    Story.observe(samples, Story.sync(1) - 0.02, 3, 1);
    Story.observe(samples, Story.sync(2) - 0.02, 5, 3);
    Proof.Twin twin = compared(samples);
    assertThat(twin.agrees()).isFalse();
    assertThat(twin.differences())
        .containsExactly(
            "the HPA went 1 → 3 at t = 30.5 s, the twin 1 → 4 at t = 30.5 s",
            "the HPA went 3 → 5 at t = 45.5 s, the twin 4 → 5 at t = 45.5 s");
    assertThat(twin.summary()).startsWith("The twin disagrees: ");
  }

  @Test
  void aMetricThatNeverRoseCannotExplainAnHpaThatScaled() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : Story.told()) {
      samples.add(
          sample instanceof Sample.Metric metric
              ? new Sample.Metric(metric.t(), metric.name(), List.of(0.0))
              : sample);
    }
    Proof.Twin twin = compared(samples);
    assertThat(twin.differences())
        .hasSize(3)
        .allMatch(difference -> difference.endsWith(", the twin did not"));
    assertThat(twin.phase()).contains("At 4 of the 6 that reported a metric");
  }

  @Test
  void scaleInThatDidNotComeIsADifference() throws IOException {
    List<Sample> samples = Story.told();
    samples.removeIf(sample -> sample instanceof Sample.Observation one && one.t() > 300);
    Story.observe(samples, 385, 5, 5);
    assertThat(compared(samples).differences())
        .singleElement()
        .asString()
        .matches("the twin went 5 → 1 at t = 346\\.\\d s, the HPA did not");
  }

  @Test
  void aSyncPeriodIsAllowedAndMoreIsNot() {
    List<Change> real = List.of(new Change(30, 1, 4), new Change(345, 4, 1));
    assertThat(
            TwinComparison.compare(real, List.of(new Change(45.1, 1, 4), new Change(330, 4, 1)), "")
                .agrees())
        .isTrue();
    Proof.Twin late =
        TwinComparison.compare(real, List.of(new Change(30, 1, 4), new Change(375, 4, 1)), "");
    assertThat(late.differences())
        .containsExactly(
            "the HPA went 4 → 1 at t = 345.0 s, the twin 30.0 s apart from it, more than 16 s");
    assertThat(late.decisions().getLast().differenceSeconds()).isEqualTo(30.0);
  }

  @Test
  void withoutAReplayTheTwinFollowsItsOwnCount() throws IOException {
    // The HPA's first step was missed by the cluster's clients: the twin does not copy what it
    // sees.
    List<Sample> samples = Story.told();
    samples.removeIf(
        sample -> sample instanceof Sample.Observation one && one.t() > 1 && one.t() < 340);
    assertThat(compared(samples).decisions())
        .extracting(pair -> pair.twin() == null ? "" : pair.twin().path())
        .containsExactly("1 → 4", "4 → 5", "5 → 1");
  }
}
