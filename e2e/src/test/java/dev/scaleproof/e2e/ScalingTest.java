package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.Command.Running;
import dev.scaleproof.e2e.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The simulator under the real autoscaler: {@code make proof} as a person runs it, and while things
 * break. One class, since all of it scales the same Deployment; the order only keeps waits for
 * other classes short.
 */
@OnCluster
@Tag("core")
@TestMethodOrder(OrderAnnotation.class)
final class ScalingTest {
  private static final String NAMESPACE = "inference";
  private static final String NAME = "vllm-sim";
  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  /** Half of what a person's proof sends: still far more than one replica's queue may hold. */
  private static final String SHORTER = "--requests-per-user=5";

  /**
   * For who loses replicas on the way: 40 of them run on five replicas, and the others wait, so
   * that five are wanted until nearly the end, however late the last of them is ready.
   */
  private static final String MORE_USERS = "--users=80";

  private final Bench bench;

  ScalingTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  @Order(1)
  @Runs("make proof")
  void theShippedScalerTakesTheSimulatorFromOneToFiveAndBack() throws Exception {
    Path out = Bench.root().resolve("out/e2e/proof");
    Outcome proof = bench.command("proof", "--yes", SHORTER, "--out", out.toString());
    assertThat(proof.status()).as(proof.toString()).isZero();
    JsonNode run = onlyRun(out);
    assertThat(run.at("/replicas/start").asInt()).isEqualTo(1);
    assertThat(run.at("/replicas/max").asInt()).isEqualTo(5);
    assertThat(run.at("/replicas/end").asInt()).isEqualTo(1);
    assertThat(run.at("/requests/sent").asInt()).isPositive();
    assertThat(run.at("/requests/failed").asInt()).isZero();
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    nothingIsLeft();
  }

  @Test
  @Order(2)
  void itHoldsThroughARestartOfKedaAndTheLossOfPods() throws Exception {
    Path out = Bench.root().resolve("out/e2e/proof-with-faults");
    try (Running running =
        bench.start(
            "proof",
            "--yes",
            SHORTER,
            MORE_USERS,
            // A sync that finds no KEDA is late, which the recorded metric does not show.
            "--without-twin",
            "--out",
            out.toString(),
            "--scaled-object",
            bench.shortWindows().toString())) {
      await().atMost(SETTLED).until(() -> bench.replicas(NAMESPACE, NAME) > 1);
      bench.kubectl().run("-n", "keda", "delete", "pod", "-l", "app=keda-operator", "--wait=false");
      await().atMost(SETTLED).until(() -> ready().size() >= 3);
      for (Pod pod : ready().subList(0, 2)) {
        bench.client().resource(pod).delete();
      }
      Outcome proof = running.await();
      assertThat(proof.status()).as(proof.toString()).isZero();
    }
    assertThat(onlyRun(out).at("/requests/failed").asInt()).isZero();
    nothingIsLeft();
  }

  @Test
  @Order(3)
  void anInterruptedProofLeavesNothingBehind() throws Exception {
    try (Running running =
        bench.start(
            "proof", "--yes", "--out", Bench.root().resolve("out/e2e/interrupted").toString())) {
      await().atMost(SETTLED).until(() -> bench.replicas(NAMESPACE, NAME) > 1);
      // Not SIGINT: whoever runs tests in the background has it ignored, and the JVM keeps to that.
      running.process().destroy();
      assertThat(running.await().status()).isNotZero();
    }
    nothingIsLeft();
  }

  /** Without a metric the autoscaler must not guess: neither to the minimum nor to the maximum. */
  @Test
  @Order(4)
  void replicasStayWhereTheyAreUntilPrometheusIsBack() throws Exception {
    try (var _ = bench.prometheusAlone();
        var _ = bench.apply("vllm-sim-short-windows")) {
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
          .during(OUTAGE)
          .atMost(OUTAGE.multipliedBy(2))
          .untilAsserted(() -> assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(3));
      assertThat(bench.condition(NAMESPACE, NAME, "ScalingActive")).isEqualTo("False");
      scalePrometheus(1);
      await()
          .atMost(SETTLED)
          .until(() -> bench.condition(NAMESPACE, NAME, "ScalingActive").equals("True"));
      assertThat(load.problems()).isEmpty();
    } finally {
      scalePrometheus(1);
    }
  }

  private void scalePrometheus(int replicas) throws ClusterException {
    String patch = "{\"spec\":{\"replicas\":%d}}".formatted(replicas);
    bench
        .kubectl()
        .run("-n", "monitoring", "patch", "prometheus", "prometheus", "--type=merge", "-p", patch);
  }

  private void nothingIsLeft() throws ClusterException {
    assertThat(bench.kubectl().run("-n", NAMESPACE, "get", "scaledobject,hpa", "-o", "name"))
        .isBlank();
    await()
        .atMost(SETTLED)
        .untilAsserted(() -> assertThat(bench.replicas(NAMESPACE, NAME)).isEqualTo(1));
  }

  private static JsonNode onlyRun(Path out) throws IOException {
    JsonNode runs =
        new ObjectMapper().readTree(Files.readString(out.resolve("result.json"))).get("runs");
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private List<Pod> ready() {
    return bench
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", NAME)
        .list()
        .getItems()
        .stream()
        .filter(Bench::isReady)
        .toList();
  }
}
