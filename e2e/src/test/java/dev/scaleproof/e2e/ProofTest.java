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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code make proof}, as a person runs it, and while things break. */
@OnCluster
@Tag("core")
@ResourceLock(Bench.SIMULATORS)
@ResourceLock(value = Bench.PROMETHEUS, mode = ResourceAccessMode.READ)
final class ProofTest {
  private static final String NAMESPACE = "inference";
  private static final String NAME = "vllm-sim";
  private static final Duration SCALED_OUT = Duration.ofMinutes(2);

  private final Bench bench;

  ProofTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  void theShippedScalerTakesTheSimulatorFromOneToFiveAndBack() throws Exception {
    Path out = Bench.root().resolve("out/e2e/proof");
    Outcome proof = bench.command("proof", "--yes", "--out", out.toString());
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
  void itHoldsThroughARestartOfKedaAndTheLossOfPods() throws Exception {
    Path out = Bench.root().resolve("out/e2e/proof-with-faults");
    try (Running running =
        bench.start(
            "proof",
            "--yes",
            "--out",
            out.toString(),
            "--scaled-object",
            bench.shortWindows().toString())) {
      await().atMost(SCALED_OUT).until(() -> bench.replicas(NAMESPACE, NAME) > 1);
      bench.kubectl().run("-n", "keda", "delete", "pod", "-l", "app=keda-operator", "--wait=false");
      await().atMost(SCALED_OUT).until(() -> ready().size() >= 3);
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
  void anInterruptedProofLeavesNothingBehind() throws Exception {
    try (Running running =
        bench.start(
            "proof", "--yes", "--out", Bench.root().resolve("out/e2e/interrupted").toString())) {
      await().atMost(SCALED_OUT).until(() -> bench.replicas(NAMESPACE, NAME) > 1);
      // Not SIGINT: whoever runs tests in the background has it ignored, and the JVM keeps to that.
      running.process().destroy();
      assertThat(running.await().status()).isNotZero();
    }
    nothingIsLeft();
  }

  private void nothingIsLeft() throws ClusterException {
    assertThat(bench.kubectl().run("-n", NAMESPACE, "get", "scaledobject,hpa", "-o", "name"))
        .isBlank();
    await()
        .atMost(SCALED_OUT)
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
