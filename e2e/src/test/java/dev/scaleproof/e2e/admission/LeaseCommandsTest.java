package dev.scaleproof.e2e.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.e2e.admission.World.Lease;
import dev.scaleproof.e2e.admission.World.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands that take and give back leases, before the real policies. No pod comes up here. */
@OnApiServer
@Tag("gitops")
final class LeaseCommandsTest {
  private final World world;

  LeaseCommandsTest(World world) {
    this.world = world;
  }

  private record Outcome(int status, String output) {}

  @BeforeEach
  void idle() throws IOException {
    world.become(State.SHIPPED, Lease.IDLE);
  }

  @Test
  void fromTheFirstReplicaToTheLast() throws Exception {
    try (var _ = SeeingGuard.over(world)) {
      Outcome up =
          run("vllm-up", "--lease=45m", "--reason=it's a \"test\"", "--owner=alice", "--wait=0");
      assertThat(up.status()).as(up.toString()).isZero();
      assertThat(up.output())
          .startsWith("Worst case $0.64: 45 min of lease")
          .contains("held by alice (it's a \"test\") until ")
          .contains("scaled to 1 replica");
      assertThat(replicas()).isEqualTo(1);
      assertThat(spec("budgetUsd")).isEqualTo("0.64");

      Outcome again = run("vllm-up", "--owner=alice", "--wait=0");
      assertThat(again.status()).as(again.toString()).isZero();
      assertThat(again.output()).contains("is yours already").contains("is at 1 replica already");
      assertThat(spec("duration")).as("not started again").isEqualTo("45m");

      Outcome other = run("vllm-up", "--owner=bob", "--wait=0");
      assertThat(other.status()).isEqualTo(1);
      assertThat(other.output()).contains("is held by alice").contains(" left)");

      Outcome longer = run("lease-extend", "--lease=15m", "--owner=alice");
      assertThat(longer.status()).as(longer.toString()).isZero();
      assertThat(longer.output()).startsWith("Worst case $0.85: 1 h 0 min");
      assertThat(spec("duration")).isEqualTo("1h");
      assertThat(spec("budgetUsd")).as("or money would end it before").isEqualTo("0.85");

      Outcome tooLong = run("lease-extend", "--lease=4h", "--owner=alice");
      assertThat(tooLong.status()).isEqualTo(2);
      assertThat(tooLong.output()).contains("a lease lasts at most 4h, not 5h").hasLineCount(1);

      Outcome down = run("vllm-down", "--wait=0");
      assertThat(down.status()).as(down.toString()).isZero();
      assertThat(down.output()).contains("GpuLease serving/raw-vllm is given back.");
      assertThat(replicas()).isZero();
      assertThat(spec("duration")).isEqualTo("0s");
    }
  }

  @Test
  void unpausingTakesALeaseAsWell() throws Exception {
    try (var _ = SeeingGuard.over(world)) {
      Outcome up = run("keda-demo-up", "--owner=alice", "--wait=1s");
      assertThat(up.output()).as("there is no KEDA here").contains("KEDA made no HPA");
      assertThat(annotations()).doesNotContain("autoscaling.keda.sh/paused");
      assertThat(spec("owner")).isEqualTo("alice");

      Outcome down = run("keda-demo-down");
      assertThat(down.status()).as(down.toString()).isZero();
      assertThat(annotations()).contains("\"autoscaling.keda.sh/paused\":\"true\"");
      assertThat(spec("duration")).as("nothing is up that needs it").isEqualTo("0s");
    }
  }

  @Test
  void withoutAGuardTheLeaseIsGivenBack() throws Exception {
    Outcome up = run("vllm-up", "--wait=0");
    assertThat(up.status()).as(up.toString()).isEqualTo(1);
    assertThat(up.output())
        .contains("the guard did not answer in 30 s, and the lease is given back")
        .contains("kubectl -n cost-guard get pods");
    assertThat(spec("duration")).isEqualTo("0s");
    assertThat(replicas()).isZero();
  }

  @Test
  void whoStopsWaitingIsToldWhatTheyHold() throws Exception {
    Process process = start("vllm-up", "--owner=alice", "--lease=45m");
    String output;
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.contains("the guard looks at the lease")) {
        line = said.readLine();
      }
      // By its handle: a Process that is destroyed closes what it has said.
      process.toHandle().destroy();
      output = said.readAllAsString();
    }
    assertThat(output)
        .contains(
            "Stopped waiting. GpuLease serving/raw-vllm is held by alice (manual) and ends 45m after")
        .contains("`make vllm-down` gives it back");
  }

  @Test
  void aReplicaGoesWithoutAnyLease() throws Exception {
    world.become(State.RUNNING, Lease.ABSENT);
    world
        .api()
        .patch(World.SCALED_OBJECT, Requests.MERGE, Table.annotations("paused", "true"))
        .orFail();
    Outcome down = run("vllm-down", "--wait=0");
    assertThat(down.status()).as(down.toString()).isZero();
    assertThat(replicas()).isZero();
  }

  private Outcome run(String... arguments) throws Exception {
    Process process = start(arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private Process start(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                world.root().resolve("apps/cluster/target/cluster-0.1.0-SNAPSHOT.jar").toString()));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--yes", "--cluster", world.kubeconfig().toString()));
    return new ProcessBuilder(line)
        .directory(world.root().toFile())
        .redirectErrorStream(true)
        .start();
  }

  private int replicas() throws IOException {
    return world.api().get(World.DEPLOYMENT).orFail().body().at("/spec/replicas").asInt();
  }

  private String spec(String field) throws IOException {
    return world.api().get(World.LEASE).orFail().body().path("spec").path(field).asText();
  }

  private String annotations() throws IOException {
    return world
        .api()
        .get(World.SCALED_OBJECT)
        .orFail()
        .body()
        .at("/metadata/annotations")
        .toString();
  }
}
