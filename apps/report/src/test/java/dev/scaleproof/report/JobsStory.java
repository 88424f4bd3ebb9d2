package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Raw lines of small runs of 100 jobs of 16.5 s, and their results. */
final class JobsStory {
  static final double JOB = 16.5;
  private static final double FIRST = 16;

  private JobsStory() {}

  /** Jobs that are done in rounds by so many workers from {@code from} on. */
  static List<JobLine> jobs(double from, int atOnce) {
    List<JobLine> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int round = i / atOnce;
      double started = from + round * JOB;
      lines.add(
          new JobLine(
              "job-" + i, FIRST, started, started + JOB, 1, "worker-" + i % atOnce, "ok", null));
    }
    return lines;
  }

  static List<Sample> samples(int replicas, double scaledAt, double end) {
    List<Sample> samples = new ArrayList<>();
    if (replicas > 1) {
      samples.add(
          new Sample.Decision(
              scaledAt,
              "HPA sync",
              1,
              replicas,
              "SuccessfulRescale",
              "New size: " + replicas,
              List.of(
                  new Sample.Reading(
                      "s0-redis-streams-jobs-default", 100.0, 5, "AverageValue", replicas, null))));
    } else {
      samples.add(
          new Sample.Decision(
              30,
              "HPA sync",
              1,
              1,
              "DesiredWithinRange",
              "within range",
              List.of(new Sample.Reading("cpu", 3.0, 50, "Utilization", 1, null))));
      samples.add(new Sample.PodCpu(30, Map.of("worker-0", 4L)));
    }
    for (double t = 0; t <= end; t += 5) {
      boolean scaled = replicas > 1 && t > scaledAt && t < end - 60;
      boolean loaded = t >= FIRST && t < end - 60;
      samples.add(new Sample.Queue(t, loaded ? 80 : 0, loaded ? replicas : 0));
      List<Sample.PodState> pods = new ArrayList<>();
      for (int pod = 0; pod < (scaled ? replicas : 1); pod++) {
        pods.add(new Sample.PodState("worker-" + pod, true, 0, 0, t * 0.004));
      }
      samples.add(new Sample.Observation(t, scaled ? replicas : 1, pods));
    }
    return samples;
  }

  static JobsRun keda() {
    return new JobsBuilder("keda", "serving/rag/scaledobject.yaml", JOB, 20, 1)
        .result(jobs(32, 20), samples(20, 30, 180), 100, 0);
  }

  static JobsRun cpu() {
    return new JobsBuilder("cpu-hpa", "serving/rag/hpa-cpu.yaml", JOB, 20, 1)
        .result(jobs(FIRST, 1), samples(1, 0, 1730), 100, 0);
  }

  static JobsRun fiveAtATime() {
    return new JobsBuilder("keda-x5", "serving/rag/scaledobject.yaml", JOB, 20, 5)
        .result(jobs(32, 100), samples(20, 30, 110), 100, 0);
  }

  static JobsResult result(JobsRun... runs) {
    return new JobsResult(
        "rag",
        20,
        1.4,
        new JobsResult.Setting(100, JOB, "Redis 7.2, started here", "simulated steps of 250 ms"),
        Result.Pace.of(0.1, 0.1),
        List.of(runs));
  }
}
