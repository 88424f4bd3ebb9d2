package dev.scaleproof.guard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.guard.cluster.Seen;
import dev.scaleproof.guard.decide.Charge;
import dev.scaleproof.guard.decide.Notice;
import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Step;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.Phase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardMetricsTest {
  private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final GuardMetrics metrics =
      new GuardMetrics(
          registry,
          GpuPrices.read(Path.of("../../platform/cost-guard/gpu-prices.yaml")),
          () -> true);

  private static Seen active(double gpuSeconds, double usd) {
    return new Seen(
        new Observed(
            new Target("serving", "raw-vllm"),
            new Observed.Lease(
                "uid",
                2,
                false,
                START,
                GpuLeaseSpec.of("45m", "alice", "load test", 3),
                new GpuLeaseStatus(
                    Phase.ACTIVE,
                    2,
                    START,
                    START.plusSeconds(2_700),
                    START,
                    1,
                    gpuSeconds,
                    usd,
                    null,
                    null,
                    null),
                null),
            null,
            null,
            List.of(),
            List.of(new Observed.GpuPod("p", "p", 1, START, "n", START, null, null)),
            List.of(new Observed.GpuNode("n", "NVIDIA-L4", Map.of()))),
        null,
        "",
        Map.of(),
        0);
  }

  @Test
  void namesAndLabelsAreThoseThatAlertsAndDashboardsUse() {
    Seen seen = active(0, 0);
    metrics.seen(List.of(seen));
    metrics.tell(
        seen.observed(),
        null,
        new Step.Tell(
            List.of(
                new Notice.Ended(
                    Because.EXPIRED,
                    new GpuLeaseStatus.LastLease(
                        "alice", "load test", START, START, Because.EXPIRED, 5, 0.001118),
                    ""),
                new Notice.Repaired("expiry", "")),
            new Charge(5, 0.001118, 1)));

    assertThat(registry.scrape().lines())
        .contains(
            "costguard_lease_active{name=\"raw-vllm\",namespace=\"serving\",owner=\"alice\",reason=\"load test\"} 1.0",
            "costguard_lease_expires_timestamp_seconds{name=\"raw-vllm\",namespace=\"serving\"} 1.7828955E9",
            "costguard_gpus{name=\"raw-vllm\",namespace=\"serving\"} 1.0",
            "costguard_gpu_seconds_total{name=\"raw-vllm\",namespace=\"serving\",owner=\"alice\",reason=\"load test\"} 5.0",
            "costguard_spent_usd_total{name=\"raw-vllm\",namespace=\"serving\",owner=\"alice\",reason=\"load test\"} 0.001118",
            "costguard_lease_spent_usd{name=\"raw-vllm\",namespace=\"serving\"} 0.0",
            "costguard_lease_budget_usd{name=\"raw-vllm\",namespace=\"serving\"} 3.0",
            "costguard_gpu_hourly_price_usd{name=\"raw-vllm\",namespace=\"serving\"} 0.8048",
            "costguard_ended_total{because=\"Expired\",name=\"raw-vllm\",namespace=\"serving\"} 1.0",
            "costguard_repairs_total{name=\"raw-vllm\",namespace=\"serving\",what=\"expiry\"} 1.0",
            "costguard_leader 1.0");
  }

  @Test
  void whatTheSweepCountedIsCountedHereToo() {
    metrics.seen(List.of(active(100, 0.02)));
    metrics.seen(List.of(active(160, 0.04)));

    assertThat(registry.scrape())
        .contains("owner=\"alice\",reason=\"load test\"} 60.0")
        .contains("owner=\"alice\",reason=\"load test\"} 0.02");
  }

  @Test
  void whoLeadsIsStillSaidAfterAGarbageCollection() {
    System.gc();

    assertThat(registry.scrape()).contains("costguard_leader 1.0");
  }

  @Test
  void whoStandsByHasNone() {
    metrics.seen(List.of(active(0, 0)));
    metrics.seen(List.of());

    assertThat(registry.scrape()).doesNotContain("costguard_lease_active{", "costguard_gpus{");
  }
}
