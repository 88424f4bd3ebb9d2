package dev.scaleproof.twin;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.promql.SampleStore;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The files under {@code serving/}, as they are. */
class ShippedManifestsTest {
  private static final Duration BURST_END = seconds(120);

  @Test
  @DisplayName("vllm-sim: a burst takes 1 -> 4 -> 5 in two syncs and back to 1 after 300 s (row 8)")
  void burst() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("vllm-sim/scaledobject.yaml"));
    SampleStore store = new SampleStore();
    PrometheusMetrics metrics = PrometheusMetrics.of(scaledObject, store);
    for (long second = 0; second <= 500; second += 5) {
      int waiting = second < BURST_END.toSeconds() ? 23 : 0;
      store.scrape(
          Map.of("namespace", "inference", "pod", "vllm-sim-1"),
          seconds(second),
          "# TYPE vllm:num_requests_waiting gauge\n"
              + "vllm:num_requests_waiting{engine=\"0\",model_name=\"mistral-7b\"} "
              + waiting
              + "\n");
    }
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 1);

    cluster.runUntil(seconds(500), metrics);

    assertThat(cluster.changes())
        .containsExactly(
            "15: 1 -> 4 (HPA_SYNC)", "30: 4 -> 5 (HPA_SYNC)", "405: 5 -> 1 (HPA_SYNC)");
    assertThat(cluster.decisions())
        .filteredOn(decision -> decision.rescales())
        .extracting(Decision::reason)
        .containsExactly("ScaleUpLimit", "SuccessfulRescale", "TooFewReplicas");
    assertThat(cluster.decisions())
        .filteredOn(decision -> decision.at().toSeconds() == 300)
        .extracting(Decision::reason)
        .contains("ScaleDownStabilized");
  }

  @Test
  @DisplayName("the CPU HPA of vllm-sim stays at 1 below half of the CPU request")
  void cpu() {
    HorizontalPodAutoscaler hpa =
        HorizontalPodAutoscaler.parse(Manifests.shipped("vllm-sim/hpa-cpu.yaml"));
    ScalingTwin twin = ScalingTwin.of(hpa);
    Duration now = twin.nextEvaluation().orElseThrow();

    assertThat(twin.evaluate(now, workload(now, 40), noMetrics()).desiredReplicas()).isEqualTo(1);

    now = twin.nextEvaluation().orElseThrow();
    Decision busy = twin.evaluate(now, workload(now, 160), noMetrics());
    assertThat(busy.desiredReplicas()).isEqualTo(4);
    assertThat(busy.line())
        .isEqualTo(
            "HPA sync 1 -> 4  SuccessfulRescale: New size: 4; reason: cpu resource above target;"
                + " cpu 160 of 50 Utilization asks for 4");
  }

  @Test
  @DisplayName("row 24: raw-vllm ships paused, and nothing ever happens")
  void paused() {
    for (String file : new String[] {"scaledobject.yaml", "scaledobject-composite.yaml"}) {
      ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("raw-vllm/" + file));
      assertThat(scaledObject.pause().paused()).isTrue();
      assertThat(ScalingTwin.of(scaledObject).nextEvaluation()).isEmpty();
      PrometheusMetrics.of(scaledObject, new SampleStore());
    }
  }

  @Test
  @DisplayName("row 22: the composite of raw-vllm asks by running + 10 * waiting over 25")
  void composite() {
    String resumed =
        Manifests.shipped("raw-vllm/scaledobject-composite.yaml")
            .replace("paused: \"true\"", "paused: \"false\"")
            .replace("maxReplicaCount: 1", "maxReplicaCount: 4");
    Cluster cluster = new Cluster(ScalingTwin.of(ScaledObject.parse(resumed)), 1);

    cluster.runUntil(
        seconds(16), (request, now) -> Answer.of(request.query().contains("waiting") ? 4 : 32));

    assertThat(cluster.replicas()).isEqualTo(3);
    assertThat(cluster.last().metrics())
        .singleElement()
        .satisfies(
            metric -> {
              assertThat(metric.name()).isEqualTo("composite-metric");
              assertThat(metric.value()).isEqualTo(72.0);
              assertThat(metric.proposal()).isEqualTo(3);
            });
  }

  @Test
  @DisplayName("rag: 100 jobs take 1 -> 20 in one decision, and 0 jobs back to 1 after two minutes")
  void queue() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("rag/scaledobject.yaml"));
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 1);

    cluster.runUntil(
        seconds(300),
        (request, now) -> {
          assertThat(request.type()).isEqualTo("redis-streams");
          assertThat(request.query()).isEqualTo("jobs:default");
          return Answer.of(now.toSeconds() < 16 || now.toSeconds() >= 120 ? 0 : 100);
        });

    assertThat(cluster.changes())
        .containsExactly("30: 1 -> 20 (HPA_SYNC)", "225: 20 -> 1 (HPA_SYNC)");
    assertThat(cluster.decisions())
        .filteredOn(Decision::rescales)
        .first()
        .satisfies(
            decision -> {
              assertThat(decision.reason()).isEqualTo("SuccessfulRescale");
              assertThat(decision.metrics().getFirst().name())
                  .isEqualTo("s0-redis-streams-jobs-default");
            });
  }

  @Test
  @DisplayName("rag: while the queue drains at the workers' pace none of them is taken away")
  void queueDrains() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("rag/scaledobject.yaml"));
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 1);

    cluster.runUntil(
        seconds(115),
        (request, now) -> {
          // Five rounds of 20 jobs in 16.5 s each, from when the workers are there.
          double rounds = Math.floor((now.toMillis() / 1000.0 - 32) / 16.5);
          return Answer.of(now.toSeconds() < 16 ? 0 : 100 - 20 * Math.clamp(rounds, 0, 5));
        });

    assertThat(cluster.changes()).containsExactly("30: 1 -> 20 (HPA_SYNC)");
  }

  @Test
  @DisplayName(
      "rag: without its scale-up policy the default behavior takes four decisions, not one")
  void queueByDefaultBehavior() {
    String yaml = Manifests.shipped("rag/scaledobject.yaml");
    String changed = yaml.replaceFirst("(?s)  advanced:.*?  triggers:", "  triggers:");
    assertThat(changed).isNotEqualTo(yaml);
    Cluster cluster = new Cluster(ScalingTwin.of(ScaledObject.parse(changed)), 1);

    cluster.runUntil(seconds(70), (request, now) -> Answer.of(100));

    assertThat(cluster.changes())
        .containsExactly(
            "15: 1 -> 4 (HPA_SYNC)",
            "30: 4 -> 8 (HPA_SYNC)",
            "45: 8 -> 16 (HPA_SYNC)",
            "60: 16 -> 20 (HPA_SYNC)");
  }

  @Test
  @DisplayName("rag: by way of Prometheus, two gateways' same numbers count once")
  void queueByPrometheus() {
    ScaledObject scaledObject =
        ScaledObject.parse(Manifests.shipped("rag/scaledobject-prometheus.yaml"));
    SampleStore store = new SampleStore();
    PrometheusMetrics metrics = PrometheusMetrics.of(scaledObject, store);
    for (String pod : new String[] {"rag-gateway-1", "rag-gateway-2"}) {
      store.scrape(
          Map.of("namespace", "rag", "pod", pod),
          seconds(10),
          "agent_queue_depth{queue=\"default\"} 39\nagent_inflight{queue=\"default\"} 1\n");
    }
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 1);

    cluster.runUntil(seconds(16), metrics);

    assertThat(cluster.changes()).containsExactly("15: 1 -> 8 (HPA_SYNC)");
  }

  @Test
  @DisplayName(
      "rag: the three ways to scale the workers aim at the same target with the same bounds")
  void oneTarget() {
    ScaledObject live = ScaledObject.parse(Manifests.shipped("rag/scaledobject.yaml"));
    ScaledObject scraped =
        ScaledObject.parse(Manifests.shipped("rag/scaledobject-prometheus.yaml"));
    HorizontalPodAutoscaler cpu =
        HorizontalPodAutoscaler.parse(Manifests.shipped("rag/hpa-cpu.yaml"));
    // Of one name, so that the cluster can only have one of the two.
    assertThat(scraped.name()).isEqualTo(live.name());
    assertThat(scraped.target()).isEqualTo(live.target()).isEqualTo(cpu.target());
    assertThat(scraped.behavior()).isEqualTo(live.behavior());
    assertThat(scraped.minReplicaCount())
        .isEqualTo(live.minReplicaCount())
        .isEqualTo(cpu.minReplicas());
    assertThat(scraped.maxReplicaCount())
        .isEqualTo(live.maxReplicaCount())
        .isEqualTo(cpu.maxReplicas());
    assertThat(scraped.externalTriggers().getFirst().target())
        .isEqualTo(live.externalTriggers().getFirst().target());
  }

  @Test
  void lostTargetHolds() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("vllm-sim/scaledobject.yaml"));
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 3);

    cluster.runUntil(seconds(600), PrometheusMetrics.of(scaledObject, new SampleStore()));

    assertThat(cluster.changes()).isEmpty();
    assertThat(cluster.decisions())
        .extracting(Decision::reason)
        .contains("FailedGetExternalMetric", "TriggerError");
  }

  @Test
  @DisplayName("a day of 15-s decisions")
  void day() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.shipped("vllm-sim/scaledobject.yaml"));
    Cluster cluster = new Cluster(ScalingTwin.of(scaledObject), 1);
    long began = System.nanoTime();

    cluster.runUntil(
        seconds(86_400), (request, now) -> Answer.of(now.toMinutes() % 60 < 20 ? 23 : 0));

    System.out.printf(
        "a day: %d decisions in %.0f ms%n",
        cluster.decisions().size(), (System.nanoTime() - began) / 1e6);
    assertThat(cluster.decisions()).hasSizeGreaterThan(11_500);
    assertThat(cluster.changes()).hasSize(72);
  }

  private static Workload workload(Duration now, long usage) {
    return Workload.of(
        1,
        List.of(
            Pod.running(
                "vllm-sim-1", seconds(-60 * 10), seconds(-60 * 9), 100, usage, now, seconds(15))));
  }

  private static MetricSource noMetrics() {
    return (request, now) -> Answer.failed("there are none");
  }

  @Test
  void nothingIsDueEarly() {
    ScalingTwin twin =
        ScalingTwin.of(HorizontalPodAutoscaler.parse(Manifests.shipped("vllm-sim/hpa-cpu.yaml")));
    assertThat(twin.nextEvaluation()).isEqualTo(Optional.of(seconds(15)));
    assertThatIllegalStateException()
        .isThrownBy(() -> twin.evaluate(seconds(14), Workload.settled(1), noMetrics()));
  }
}
