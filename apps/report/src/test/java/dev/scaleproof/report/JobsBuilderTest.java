package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsBuilderTest {
  @Test
  void figuresAreThoseOfTheRows() {
    JobsRun keda = JobsStory.keda();
    // Five rounds of 16.5 s, 16 s after the jobs came.
    assertThat(keda.drainSeconds()).isEqualTo(16 + 5 * 16.5);
    assertThat(keda.boundSeconds()).isEqualTo(82.5);
    assertThat(keda.aloneSeconds()).isEqualTo(1650);
    assertThat(keda.scaleUp()).isEqualTo(new JobsRun.ScaleUp(30, 14, 1, 20, 1));
    assertThat(keda.replicas()).isEqualTo(new RunResult.Replicas(1, 20, 1));
    assertThat(keda.jobSeconds().p50()).isEqualTo(16.5);
    assertThat(keda.waitSeconds().p50()).isEqualTo(16 + 2 * 16.5);
    assertThat(keda.attempts()).isEqualTo(100);
    assertThat(keda.cpuMillicoresPerReplica()).isEqualTo(4);
    assertThat(keda.series())
        .filteredOn(point -> point.t() == 50)
        .containsExactly(new RunResult.Point(50, 20, 20, 20, 80, 4));
  }

  @Test
  void moreJobsAtATimeLowerTheBound() {
    assertThat(JobsStory.fiveAtATime().boundSeconds()).isEqualTo(16.5);
    assertThat(JobsStory.fiveAtATime().aloneSeconds()).isEqualTo(20 * 16.5);
  }

  @Test
  void whatDoesNotScaleHasNoScaleUp() {
    JobsRun cpu = JobsStory.cpu();
    assertThat(cpu.scaleUp()).isNull();
    assertThat(cpu.drainSeconds()).isEqualTo(1650);
    assertThat(cpu.horizontalPodAutoscaler()).isEqualTo("serving/rag/hpa-cpu.yaml");
    assertThat(cpu.scaledObject()).isNull();
    assertThat(cpu.cpuScaling()).isEqualTo(new RunResult.CpuScaling(100, 50, 4, 7));
  }

  @Test
  void aJobThatNeverEndedLeavesNoDrain() {
    List<JobLine> lines = new ArrayList<>(JobsStory.jobs(32, 20));
    lines.set(7, new JobLine("job-7", 16, 40.0, null, 2, "worker-7", "running", "no result"));
    JobsRun run =
        new JobsBuilder("keda", "so.yaml", JobsStory.JOB, 20, 1)
            .result(lines, JobsStory.samples(20, 30, 180), 100, 0);
    assertThat(run.drainSeconds()).isNull();
    assertThat(run.requests().failures()).containsEntry("running", 1);
    assertThat(run.attempts()).isEqualTo(101);
    assertThat(JobsVerdict.headline(JobsStory.result(run))).contains("ended 99 of 100 jobs");
  }
}
