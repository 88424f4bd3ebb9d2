package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The paid path, on one node that claims to have one GPU: the manifests of serving/raw-vllm with
 * the simulator's image in place of vLLM's, and less of the node's CPU asked for.
 */
@OnCluster
@Tag("core")
final class RawVllmTest {
  private static final String NAMESPACE = "serving";
  private static final String NAME = "raw-vllm";

  /** KEDA has looked at a new ScaledObject by then: it polls every 15 s. */
  private static final Duration KEDA_HAS_LOOKED = Duration.ofSeconds(20);

  /** Twice the HPA's scale-down window, which would take a forgotten replica. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  /** Longer than the outage that another test makes Prometheus have meanwhile. */
  private static final Duration SETTLED = Duration.ofMinutes(5);

  private final Bench bench;

  RawVllmTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  void aPausedScalerCostsNothingAndAnUnpausedOneKeepsItsReplica() throws Exception {
    bench.advertiseGpus(1);
    try (var _ = bench.apply("raw-vllm-on-cpu")) {
      shipsPaused();
      hasOneScaler();
      warmReplica();
      unpaused();
      wantsNoMoreThanOneUnderLoad();
      keepsTheWarmReplicaWhileIdle();
      secondReplicaIsRefused();
      pausedAgain();
      released();
    }
  }

  private void shipsPaused() {
    await()
        .during(KEDA_HAS_LOOKED)
        .atMost(KEDA_HAS_LOOKED.multipliedBy(2))
        .untilAsserted(
            () -> {
              assertThat(bench.hpa(NAMESPACE, NAME)).isNull();
              assertThat(bench.replicas(NAMESPACE, NAME)).isZero();
              assertThat(pods()).as("pods, each of which would ask for a GPU").isEmpty();
            });
    assertThat(bench.command("status").output()).contains("raw-vllm").contains("paused");
  }

  private void warmReplica() {
    Outcome up = bench.command("vllm-up", "--yes", "--lease=2h", "--reason=end to end");
    assertThat(up.status()).as(up.toString()).isZero();
    assertThat(up.output()).contains("Worst case $");
    assertThat(pods()).hasSize(1).allMatch(Bench::isReady);
    assertThat(bench.command("status").output()).contains("Active").contains("end to end");
  }

  private void unpaused() {
    Outcome up = bench.command("keda-demo-up", "--yes");
    assertThat(up.status()).as(up.toString()).isZero();
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              HorizontalPodAutoscaler hpa = bench.hpa(NAMESPACE, NAME);
              assertThat(hpa).isNotNull();
              assertThat(bench.condition(NAMESPACE, NAME, "ScalingActive")).isEqualTo("True");
              assertThat(hpa.getStatus().getCurrentMetrics())
                  .as("both triggers are read")
                  .hasSize(2);
            });
  }

  private void wantsNoMoreThanOneUnderLoad() {
    try (Load load = manyRequests()) {
      await()
          .atMost(SETTLED)
          .untilAsserted(
              () -> {
                HorizontalPodAutoscaler hpa = bench.hpa(NAMESPACE, NAME);
                assertThat(hpa).isNotNull();
                assertThat(bench.condition(NAMESPACE, NAME, "ScalingLimited")).isEqualTo("True");
                // An idle HPA is limited as well, by its minimum.
                assertThat(bench.reason(NAMESPACE, NAME, "ScalingLimited"))
                    .isEqualTo("TooManyReplicas");
                assertThat(hpa.getStatus().getDesiredReplicas()).isEqualTo(1);
              });
      assertThat(load.problems()).isEmpty();
    }
    assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(1);
  }

  private void keepsTheWarmReplicaWhileIdle() {
    String pod = pods().getFirst().getMetadata().getUid();
    await()
        .pollInterval(Duration.ofSeconds(5))
        .during(IDLE)
        .atMost(IDLE.plus(SETTLED))
        .untilAsserted(
            () -> {
              assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(1);
              assertThat(pods())
                  .singleElement()
                  .satisfies(one -> assertThat(one.getMetadata().getUid()).isEqualTo(pod));
            });
  }

  /** The lease allows as many replicas as the quota has GPUs: one. */
  private void secondReplicaIsRefused() throws Exception {
    bench.apply("raw-vllm-max-2");
    // Applying what Git has pauses it, takes the replica and withdraws the lease: a sync is the
    // emergency stop.
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(bench.hpa(NAMESPACE, NAME)).isNull();
              assertThat(bench.replicas(NAMESPACE, NAME)).isZero();
              assertThat(pods()).isEmpty();
              assertThat(lease("{.status.phase}")).isEqualTo("Idle");
            });
    warmReplica();
    Outcome up = bench.command("keda-demo-up", "--yes");
    assertThat(up.status()).as(up.toString()).isEqualTo(1);
    assertThat(up.output()).contains("may scale to 2 replicas, and its GpuLease allows 1");
    assertThatThrownBy(
            () ->
                bench.kubectl().run("-n", NAMESPACE, "scale", "deployment/" + NAME, "--replicas=2"))
        .hasMessageContaining("cannot have 2 replicas");
    assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(1);
  }

  /** KEDA's own webhook. */
  private void hasOneScaler() {
    assertThatThrownBy(
            () ->
                bench
                    .kubectl()
                    .run(
                        "create",
                        "--dry-run=server",
                        "-f",
                        Bench.root()
                            .resolve("e2e/src/test/resources/second-scaler.yaml")
                            .toString()))
        .hasMessageContaining("already managed by the ScaledObject 'raw-vllm'");
  }

  private String lease(String field) throws ClusterException {
    return bench.kubectl().run("-n", NAMESPACE, "get", "gpulease", NAME, "-o", "jsonpath=" + field);
  }

  private void pausedAgain() {
    int before = bench.replicas(NAMESPACE, NAME);
    Outcome down = bench.command("keda-demo-down", "--yes");
    assertThat(down.status()).as(down.toString()).isZero();
    assertThat(bench.hpa(NAMESPACE, NAME)).isNull();
    assertThat(bench.replicas(NAMESPACE, NAME)).as("replicas are kept").isEqualTo(before);
  }

  private void released() throws ClusterException {
    Outcome down = bench.command("vllm-down", "--yes");
    assertThat(down.status()).as(down.toString()).isZero();
    assertThat(bench.replicas(NAMESPACE, NAME)).isZero();
    assertThat(lease("{.spec.duration}")).isEqualTo("0s");
    await().atMost(SETTLED.plus(SETTLED)).untilAsserted(() -> assertThat(pods()).isEmpty());
  }

  /** More than the 32 that run at once and the 5 that may wait. */
  private Load manyRequests() {
    return Load.send(bench.cluster().gateway(), "mistral-7b", 60, 2000);
  }

  private List<Pod> pods() {
    return bench.client().pods().inNamespace(NAMESPACE).withLabel("app", NAME).list().getItems();
  }
}
