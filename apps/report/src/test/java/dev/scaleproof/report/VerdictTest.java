package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void theHeadlineHasTheFiguresOfBothRuns() {
    assertThat(Verdict.headline(Story.told().result()))
        .isEqualTo(
            "KEDA went 1 → 5 → 1 replicas and answered all 400 requests in 103 s;"
                + " the CPU HPA stayed at 1 replica and answered all 400 requests in 343 s.");
  }

  @Test
  void findingsSayWhatIsSoAndNotWhatWasHopedFor() {
    Story story = Story.told();
    assertThat(Verdict.findings(story.result(), story.requests()))
        .contains(
            "The burst was drained 3.3 times as fast under KEDA as under the CPU HPA: 103 s against 343 s.",
            "All 800 requests are accounted for; none failed.")
        .noneMatch(finding -> finding.contains("SPEED"));

    Story swapped =
        new Story(
            story.cpuRequests(), story.cpuSamples(), story.kedaRequests(), story.kedaSamples());
    assertThat(Verdict.headline(swapped.result())).startsWith("KEDA stayed at 1 replica");
    assertThat(Verdict.findings(swapped.result(), swapped.requests()).getFirst())
        .startsWith("The burst was drained only 0.30 times as fast under KEDA");
  }

  @Test
  void requestsThatCameBeforeTheFirstNewReplicaAreCounted() {
    Story story = Story.told();
    double joined =
        story.result().runs().getFirst().series().stream()
            .filter(point -> point.replicas() > 1)
            .findFirst()
            .orElseThrow()
            .t();
    long early = story.kedaRequests().stream().filter(line -> line.sent() < joined).count();
    assertThat(early).isBetween(1L, 399L);
    assertThat(Verdict.findings(story.result(), story.requests()))
        .anyMatch(finding -> finding.startsWith("KEDA: " + early + " of 400 requests ("))
        .noneMatch(finding -> finding.startsWith("CPU HPA: ") && finding.contains("new replica"));
  }

  @Test
  void failuresAreNamed() {
    Story story = Story.told();
    List<RequestLine> keda = new ArrayList<>(story.kedaRequests());
    for (int i = 0; i < 30; i++) {
      keda.add(Story.failed("lost-" + i, 1, 50, 51, i < 20 ? "cut" : "http 503"));
    }
    Story failing = new Story(keda, story.kedaSamples(), story.cpuRequests(), story.cpuSamples());
    assertThat(Verdict.headline(failing.result())).contains("answered 400 of 430 requests");
    assertThat(Verdict.findings(failing.result(), failing.requests()))
        .contains(
            "All 830 requests are accounted for; failed: 30 of 430 under KEDA (20 cut, 10 http 503).")
        .noneMatch(finding -> finding.startsWith("The first token came (p95)"));
  }

  @Test
  void aSpeedThatTheMachineCannotFollowComesFirst() {
    Story story = Story.told();
    Result result = story.result();
    Result hurried =
        Result.demo(
            result.scenario(),
            200,
            result.startupSeconds(),
            result.setting(),
            Result.Pace.of(0.4, 7.25),
            result.runs());
    assertThat(Verdict.findings(hurried, story.requests()).getFirst())
        .startsWith("SPEED=200 is too high for this machine: the simulators fell up to 7.3 s");
  }

  @Test
  void whoKeptUpIsNotBlamedForTheSpeed() {
    assertThat(Words.tooFast(5, Result.Pace.of(2, 0)))
        .startsWith("SPEED=5 is too high for this machine: the demo fell up to 2.0 s behind, in");
  }
}
