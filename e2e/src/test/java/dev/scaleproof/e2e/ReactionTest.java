package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From a burst's first request to the HPA's new desired count: a scrape (10 s) and a sync (15 s) at
 * most. A second simulator in a namespace of its own, so that it can be measured while others are
 * at work.
 */
@OnCluster
@Tag("core")
final class ReactionTest {
  private static final String NAMESPACE = "reaction";
  private static final String NAME = "vllm-sim";
  private static final int BURSTS = 10;

  /** What a burst may take to reach the desired count, at p95. */
  private static final double BOUND_SECONDS = 25;

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SYNC = Duration.ofSeconds(15);
  private static final long SEED = 7;

  private final Bench bench;

  ReactionTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  void aBurstIsAnsweredWithinAScrapeAndASync() throws Exception {
    try (var _ = bench.prometheusShared();
        var _ = bench.apply("vllm-sim-reaction")) {
      await().atMost(LONGEST).until(() -> desired() == 1 && metricIsRead());
      List<Double> seconds = new ArrayList<>();
      Random random = new Random(SEED);
      for (int i = 0; i < BURSTS; i++) {
        seconds.add(burst(random));
      }
      Collections.sort(seconds);
      System.out.println("burst to desired, seconds, sorted: " + seconds);
      assertThat(percentile(seconds, 0.95)).as("p95 of %s", seconds).isLessThan(BOUND_SECONDS);
    }
  }

  /** One burst at a moment that has nothing to do with the last sync. */
  private double burst(Random random) throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextLong(SYNC.toMillis()));
    double seconds;
    // One a burst: a forward that goes on would not tell the simulator that its clients have hung
    // up.
    try (PortForward simulator = bench.forward(NAMESPACE, "service/vllm-sim", 8000)) {
      long start = System.nanoTime();
      // 8 run, 12 wait: more than the threshold of 5.
      try (Load load = Load.send(simulator.address(), "mistral-7b-sim", 20, 3000)) {
        await().pollInterval(POLL).atMost(LONGEST).until(() -> desired() == 2);
        seconds = (System.nanoTime() - start) / 1e9;
        assertThat(load.problems()).isEmpty();
      }
    }
    await().atMost(LONGEST).until(() -> desired() == 1);
    return seconds;
  }

  private int desired() {
    HorizontalPodAutoscaler hpa = bench.hpa(NAMESPACE, NAME);
    return hpa == null || hpa.getStatus() == null ? 0 : hpa.getStatus().getDesiredReplicas();
  }

  private boolean metricIsRead() {
    return bench.condition(NAMESPACE, NAME, "ScalingActive").equals("True");
  }

  /** Linear between ranks, as spreadsheets and NumPy do. */
  private static double percentile(List<Double> sorted, double share) {
    double rank = share * (sorted.size() - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (rank - below) * (sorted.get(above) - sorted.get(below));
  }
}
