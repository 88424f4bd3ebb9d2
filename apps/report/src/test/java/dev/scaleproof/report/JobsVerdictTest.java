package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JobsVerdictTest {
  @Test
  void theHeadlineSaysWhatEachRunDid() {
    assertThat(
            JobsVerdict.headline(
                JobsStory.result(JobsStory.keda(), JobsStory.cpu(), JobsStory.fiveAtATime())))
        .isEqualTo(
            "KEDA went 1 → 20 replicas in one decision and did all 100 jobs in 98.5 s; the CPU HPA"
                + " stayed at 1 replica and did all 100 jobs in 1650 s (27m 30s); KEDA ×5 went"
                + " 1 → 20 replicas in one decision and did all 100 jobs in 32.5 s.");
  }

  @Test
  void theRatioStandsBesideItsBound() {
    assertThat(JobsVerdict.findings(JobsStory.result(JobsStory.keda(), JobsStory.cpu())))
        .contains(
            "Under the CPU HPA the queue took 17 times as long as under KEDA, with the very same"
                + " workers: 1650 s (27m 30s) against 98.5 s. No autoscaler could make it more than"
                + " 20 times.")
        .anyMatch(text -> text.startsWith("KEDA asked for 20 workers instead of 1 when the first"))
        .anyMatch(text -> text.contains("with a request below 7m it would have done so"))
        .contains("All 200 jobs are accounted for; none failed. Each was delivered once.");
  }

  @Test
  void otherWorkersAreCalledOther() {
    assertThat(JobsVerdict.findings(JobsStory.result(JobsStory.cpu(), JobsStory.fiveAtATime())))
        .anyMatch(text -> text.contains("whose workers have 5 jobs at a time"))
        .noneMatch(text -> text.contains("very same workers"));
  }

  @Test
  void aCpuHpaThatScalesIsNotSaidToStay() {
    JobsRun scaled =
        new JobsBuilder("cpu-hpa", "hpa.yaml", JobsStory.JOB, 20, 1)
            .result(JobsStory.jobs(32, 20), JobsStory.samples(20, 30, 180), 100, 0);
    assertThat(JobsVerdict.headline(JobsStory.result(JobsStory.keda(), scaled)))
        .contains("the CPU HPA went 1 → 20 replicas")
        .doesNotContain("stayed");
    assertThat(JobsVerdict.findings(JobsStory.result(JobsStory.keda(), scaled)))
        .anyMatch(text -> text.contains("took 1.0 times as long"));
  }

  @Test
  void tooHighASpeedIsSaidFirst() {
    JobsResult slow =
        new JobsResult(
            "rag",
            1000,
            1.4,
            new JobsResult.Setting(100, JobsStory.JOB, "Redis", "model"),
            Result.Pace.of(9, 0.1),
            List.of(JobsStory.keda()));
    assertThat(JobsVerdict.findings(slow).getFirst()).startsWith("SPEED=1000 is too high");
    assertThat(JobsReport.of(slow)).contains("role=\"alert\"");
  }
}
