package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Sample;
import dev.scaleproof.twin.spec.ScaledObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Samples in the shape of a run on a cluster: 40 users come at t = 20 s to 8 slots, Prometheus has
 * 32 of them waiting at 26.4 s, and the HPA, which syncs every 15.04 s, goes 1 → 4 → 5 and, 300 s
 * later, → 1.
 */
final class Story {
  static final Path SHIPPED = Path.of("../../serving/vllm-sim/scaledobject.yaml");
  static final double CREATED = 0.41;
  static final double BURST = 20;
  static final double FIRST_SCRAPE = 26.4;
  private static final double SECOND = 0.37;

  private Story() {}

  static ScaledObject shipped() throws IOException {
    return ScaledObject.parse(Files.readString(SHIPPED));
  }

  /** The time of one sync, the first being 0. */
  static double sync(int number) {
    return 15.45 + 15.04 * number;
  }

  /** What the query gives at a time. */
  static double waiting(double t) {
    return t < FIRST_SCRAPE ? 0 : t < 40 ? 32 : t < 55 ? 24 : 0;
  }

  static List<Sample> told() {
    List<Sample> samples = new ArrayList<>();
    for (int t = 0; t < 390; t++) {
      // Whole seconds of the cluster's clock are some fraction of a second after ours.
      samples.add(new Sample.Metric(t + SECOND, "s0-prometheus", List.of(waiting(t + SECOND))));
    }
    for (double t = 6.4; t < 390; t += 10) {
      samples.add(new Sample.Scrape(t, "vllm-sim-a", 8, (int) waiting(t), null));
    }
    samples.add(status(sync(0), 1, 1));
    samples.add(status(sync(1), 1, 4));
    samples.add(status(sync(2), 4, 5));
    samples.add(status(sync(3), 5, 5));
    samples.add(status(sync(22), 5, 1));
    samples.add(status(sync(23), 1, 1));
    observe(samples, 0, 1, 1);
    observe(samples, sync(1) - 0.02, 4, 1);
    observe(samples, 34.2, 4, 4);
    observe(samples, sync(2) - 0.02, 5, 4);
    observe(samples, 49.1, 5, 5);
    observe(samples, sync(22) - 0.02, 1, 5);
    observe(samples, 385, 1, 1);
    samples.sort(Comparator.comparingDouble(Sample::t));
    return samples;
  }

  static void observe(List<Sample> samples, double t, int desired, int ready) {
    List<Sample.PodState> pods = new ArrayList<>();
    for (int i = 0; i < Math.max(desired, ready); i++) {
      pods.add(new Sample.PodState("vllm-sim-" + i, i < ready, 0, 0, 0));
    }
    samples.add(new Sample.Observation(t, desired, pods));
  }

  static Sample.Decision status(double t, int current, int desired) {
    return new Sample.Decision(
        t,
        Recording.SYNC,
        current,
        desired,
        current == desired ? "ReadyForNewScale" : "SucceededRescale",
        "",
        List.of(
            new Sample.Reading(
                "s0-prometheus", waiting(t) / current, 5, "AverageValue", null, null)));
  }

  static RequestLine request(int number, double sent, double ttft) {
    return new RequestLine(
        "r" + number, number % 40, sent, sent + ttft, sent + ttft + 7, "ok", "a", 100, 128, null);
  }
}
