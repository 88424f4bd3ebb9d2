package dev.scaleproof.cluster.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.CostGuard;
import dev.scaleproof.cluster.snapshot.Scene;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static final GpuPrices PRICES =
      GpuPrices.read(Path.of("../../platform/cost-guard/gpu-prices.yaml"));

  private final Scene scene = new Scene();

  private String screen() {
    Snapshot snapshot = scene.snapshot();
    return String.join(
        "\n", new StatusTable(snapshot, GpuBill.of(snapshot, PRICES), ZoneOffset.UTC).lines());
  }

  @Test
  void pausedAtZeroCostsNothing() {
    assertThat(screen())
        .isEqualTo(
            """
            SCALER              STATE                TARGET               READY  DESIRED  MIN-MAX  METRICS
            serving/raw-vllm    paused               Deployment raw-vllm  0/0    -        1-1      -
            inference/vllm-sim  un-paused 2 h 0 min  Deployment vllm-sim  2/2    2        1-5      s0-prometheus 5/5 per replica

            LEASE             PHASE  OWNER  EXPIRES  GPU TIME  SPENT  BUDGET  REASON
            serving/raw-vllm  Idle   -      -        -         -      -       -

            GPU pods: none
            GPU nodes: none

            Cost now:      $0.00 an hour, $0.00 a day, $0.00 a month
            All un-paused: at most $0.80 an hour, $19 a day, $588 a month (1 GPU of type l4)
              no GPU node is up: l4 is assumed for what it would cost""");
  }

  @Test
  void aLeaseSaysWhoHoldsItUntilWhenAndWhatItHasCost() {
    scene.lease(Phase.ACTIVE, "45m", Duration.ofMinutes(23));

    assertThat(screen())
        .contains(
            "serving/raw-vllm  Active  alice  until 12:23 (23 min left)  10 min    $0.13  $0.64   load test");
  }

  @Test
  void aLeaseThatTheGuardHasNotSeen() {
    scene.lease(Phase.IDLE, "45m", Duration.ofMinutes(23));
    scene.unseenLease();

    assertThat(screen()).contains("serving/raw-vllm  not seen yet  alice");
  }

  @Test
  void howTheLastLeaseEnded() {
    scene.lease(Phase.IDLE, "0s", Duration.ZERO);

    assertThat(screen())
        .contains("  last: bob (soak test), Expired at 11:00, 59 min of GPU, $0.80");
  }

  @Test
  void withoutTheCostGuard() {
    scene.costGuard = CostGuard.NONE;

    assertThat(screen()).contains("Leases: none, platform/cost-guard is not installed");
  }

  @Test
  void unpausedShowsItsPodItsNodeAndItsPrice() {
    scene.rawVllmLive(Duration.ofMinutes(12));

    assertThat(screen())
        .contains("un-paused 12 min")
        .contains("GPU pods: serving/raw-vllm-1 ready for 10 min")
        .contains("GPU nodes: gpu-node, 1 x l4")
        .contains("Cost now:      $0.80 an hour, $19 a day");
  }

  @Test
  void anUnusedNodeCostsAndIsSaidToBeUnused() {
    scene.rawVllmUp();
    scene.pods.removeLast();

    assertThat(screen()).contains("1 x l4, unused").contains("Cost now:      $0.80 an hour");
  }

  @Test
  void conditionsThatAreNotAsTheyShouldBe() {
    scene.changeHpa(
        "inference",
        one ->
            Scene.with(
                one,
                new Condition("AbleToScale", "True", "ReadyForNewScale", "fine"),
                new Condition("ScalingActive", "False", "FailedGetExternalMetric", "no metric"),
                new Condition("ScalingLimited", "True", "TooFewReplicas", "fine")));

    assertThat(screen())
        .contains("ScalingActive=False, FailedGetExternalMetric: no metric")
        .doesNotContain("fine");
  }

  @Test
  void aCeilingThatIsReachedIsRemarkable() {
    scene.changeHpa(
        "inference",
        one ->
            Scene.with(
                one, new Condition("ScalingLimited", "True", "TooManyReplicas", "more than max")));

    assertThat(screen()).contains("ScalingLimited=True, TooManyReplicas: more than max");
  }

  @Test
  void aPendingPodSaysWhy() {
    scene.pods.add(Scene.stuck("serving", "raw-vllm", "Insufficient nvidia.com/gpu", ""));

    assertThat(screen()).contains("raw-vllm-1 pending, Insufficient nvidia.com/gpu for 10 min");
  }

  @Test
  void deploymentsWithoutAScalerAreThereToo() {
    scene.workloads.add(Scene.deployment("inference", "gateway", 1, 1, 0));

    assertThat(screen()).contains("not scaled           Deployment inference/gateway");
  }

  @Test
  void whatMayNotBeLookedAtIsNotCalledNone() {
    scene.unseen.add(new Unseen(Unseen.Part.NODES, "user dev may not list nodes (cluster-wide)"));

    assertThat(screen())
        .contains("GPU nodes: not looked at")
        .contains("not looked at: user dev may not list nodes (cluster-wide)");
  }
}
