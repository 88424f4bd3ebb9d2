package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Without a metric the autoscaler must not guess: neither to the minimum nor to the maximum. */
@OnCluster
@Tag("core")
@ResourceLock(Bench.SIMULATORS)
@ResourceLock(Bench.PROMETHEUS)
final class PrometheusOutageTest {
  private static final String NAMESPACE = "inference";
  private static final String NAME = "vllm-sim";
  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  private final Bench bench;

  PrometheusOutageTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  void replicasStayWhereTheyAreUntilPrometheusIsBack() throws Exception {
    try (var _ = bench.apply("vllm-sim-short-windows")) {
      throughAnOutage();
      await().atMost(SETTLED).until(() -> bench.replicas(NAMESPACE, NAME) == 1);
    }
  }

  private void throughAnOutage() throws Exception {
    // One replica runs 8 of them; the other 12 stay in its queue for minutes, since a queued
    // request does not move to replicas that come later. Threshold 5: three replicas, neither the
    // least nor the most that are allowed.
    try (Load load = Load.send(bench.cluster().gateway(), "mistral-7b-sim", 20, 3900)) {
      await().atMost(SETTLED).until(() -> bench.replicas(NAMESPACE, NAME) == 3);
      scalePrometheus(0);
      await()
          .atMost(SETTLED)
          .until(() -> bench.condition(NAMESPACE, NAME, "ScalingActive").equals("False"));
      await()
          .during(OUTAGE)
          .atMost(OUTAGE.multipliedBy(2))
          .untilAsserted(() -> assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(3));
      scalePrometheus(1);
      await()
          .atMost(SETTLED)
          .until(() -> bench.condition(NAMESPACE, NAME, "ScalingActive").equals("True"));
      assertThat(load.problems()).isEmpty();
    } finally {
      scalePrometheus(1);
    }
  }

  private void scalePrometheus(int replicas) throws Exception {
    bench
        .kubectl()
        .run(
            "-n",
            "monitoring",
            "patch",
            "prometheus",
            "prometheus",
            "--type=merge",
            "-p",
            "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
  }
}
