package dev.scaleproof.guard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Observed.Lease;
import dev.scaleproof.guard.decide.Observed.Scaler;
import dev.scaleproof.guard.decide.Observed.Workload;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.LeaseWindow;
import dev.scaleproof.lease.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderTest {
  private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");
  private static final Map<String, String> PAUSED = Map.of("autoscaling.keda.sh/paused", "true");
  private static final Map<String, String> TWICE =
      Map.of("autoscaling.keda.sh/paused", "true", "autoscaling.keda.sh/paused-replicas", "1");
  private static final GpuLeaseSpec ASKED = GpuLeaseSpec.of("45m", "alice", "load test", 3);

  private final Decider decider =
      new Decider(
          GpuPrices.parse(
              """
              default: l4
              gpus:
                - {type: l4, usdPerHour: 3.6, names: [NVIDIA-L4]}
                - {type: h100, usdPerHour: 7.2, names: [NVIDIA-H100]}
              """,
              "test"));

  private GpuLeaseSpec spec = GpuLeaseSpec.IDLE;
  private GpuLeaseStatus status = GpuLeaseStatus.NONE;
  private long generation = 1;
  private @Nullable Known known;
  private @Nullable Instant heartbeat;
  private int replicas;
  private Map<String, String> annotations = PAUSED;
  private List<GpuPod> pods = List.of();
  private List<GpuNode> nodes = List.of(new GpuNode("n", "NVIDIA-L4", Map.of()));

  private Decision decide(Instant now) {
    return decider.decide(
        new Observed(
            new Target("serving", "raw-vllm"),
            new Lease("uid", generation, false, START, spec, status, heartbeat),
            known,
            new Workload(replicas, Map.of()),
            List.of(new Scaler("raw-vllm", annotations)),
            pods,
            nodes),
        now);
  }

  private GpuLeaseStatus written(Instant now) {
    GpuLeaseStatus next = decide(now).status();
    assertThat(next).isNotNull();
    return Objects.requireNonNull(next);
  }

  private void hold(GpuLeaseSpec what) {
    spec = what;
    generation++;
    status = written(START);
    assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
  }

  private static @Nullable Because because(@Nullable GpuLeaseStatus status) {
    return status == null || status.last() == null ? null : status.last().because();
  }

  private static GpuPod pod(Instant since, @Nullable Instant goneBy, @Nullable Instant until) {
    return new GpuPod("p", "p", 1, since, "n", since, goneBy, until);
  }

  @Test
  void whatIsAsWishedIsLeftAlone() {
    status = written(START);

    Decision decision = decide(START.plusSeconds(60));

    assertThat(decision.status()).isNull();
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void aLeaseIsStampedWhenItIsSeen() {
    hold(ASKED);

    assertThat(status.startedAt()).isEqualTo(START);
    assertThat(status.expiresAt()).isEqualTo(START.plusSeconds(2_700));
    assertThat(status.observedGeneration()).isEqualTo(generation);
  }

  @Test
  void itCountsGpuSecondsAtThePriceOfTheNode() {
    hold(ASKED);
    pods = List.of(pod(START.plusSeconds(10), null, null));
    nodes = List.of(new GpuNode("n", "NVIDIA-H100", Map.of()));

    status = written(START.plusSeconds(110));
    assertThat(status.gpuSeconds()).isEqualTo(100);
    assertThat(status.spentUsd()).isEqualTo(0.2);
    assertThat(status.gpus()).isEqualTo(1);

    pods = List.of(pod(START.plusSeconds(10), null, START.plusSeconds(112)));
    status = written(START.plusSeconds(120));
    assertThat(status.gpuSeconds()).isEqualTo(102);
    assertThat(status.gpus()).isZero();
  }

  @Test
  void theEndPausesScalesDownAndGivesBack() {
    hold(ASKED);
    replicas = 1;
    annotations = Map.of();
    pods = List.of(pod(START, null, null));

    Decision decision = decide(START.plusSeconds(2_700));

    assertThat(decision.actions())
        .containsExactly(
            new Action.Pause("raw-vllm"), new Action.ScaleDown(0), new Action.ResetDuration());
    assertThat(decision.status()).isNotNull();
    assertThat(decision.status().phase()).isEqualTo(Phase.DRAINING);
    assertThat(because(decision.status())).isEqualTo(Because.EXPIRED);
    assertThat(Step.of(decision).getFirst()).isInstanceOf(Step.WriteStatus.class);
  }

  @Test
  void aLargerDurationExtends() {
    hold(ASKED);
    spec = ASKED.withDuration("1h");
    generation++;

    status = written(START.plusSeconds(2_699));

    assertThat(status.expiresAt()).isEqualTo(START.plusSeconds(3_600));
    assertThat(decide(START.plusSeconds(2_701)).actions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "45 minutes, alice, load test, 3, is no duration",
    "45m, , load test, 3, spec.owner is missing",
    "45m, ' ', load test, 3, spec.owner is missing",
    "45m, alice, , 3, spec.reason is missing",
    "45m, alice, load test, -1, above 0",
    "45m, alice, load test, , above 0"
  })
  void whatCannotBeHeldIsRefused(
      String duration, String owner, String reason, Double budget, String words) {
    spec = new GpuLeaseSpec(duration, owner, reason, budget, null, null, null);
    generation++;

    Decision decision = decide(START);

    assertThat(decision.notices())
        .singleElement(InstanceOfAssertFactories.type(Notice.Refused.class))
        .satisfies(refused -> assertThat(refused.words()).contains(words));
    assertThat(decision.actions()).contains(new Action.ResetDuration());
    assertThat(decision.status()).isNotNull();
    assertThat(because(decision.status())).isEqualTo(Because.REFUSED);
  }

  @Test
  void aGpuWithoutAPriceIsRefusedAndItIsSaidWhereItBelongs() {
    nodes = List.of(new GpuNode("n", "NVIDIA-B300", Map.of()));
    spec = ASKED;
    generation++;

    assertThat(decide(START).notices().getFirst().words())
        .isEqualTo(
            "no price for GPU type NVIDIA-B300 of node n: add it to platform/cost-guard/gpu-prices.yaml (a line with type, usdPerHour and names: [NVIDIA-B300]), then ask again");
  }

  @Test
  void outsideOfItsWindowNobodyHoldsIt() {
    LeaseWindow window = new LeaseWindow(List.of("Wed"), "07:00", "08:10", null);
    hold(new GpuLeaseSpec("45m", "alice", "load test", 3.0, null, window, null));

    assertThat(decide(START.plusSeconds(599)).status()).isNull();
    // Also a day later, when it is open again and nobody has looked meanwhile.
    assertThat(because(written(START.plusSeconds(600)))).isEqualTo(Because.OUTSIDE_WINDOW);
  }

  @Test
  void aHeartbeatKeepsIt() {
    hold(new GpuLeaseSpec("45m", "alice", "load test", 3.0, null, null, "5m"));

    heartbeat = START.plusSeconds(200);
    assertThat(decide(START.plusSeconds(499)).status()).isNull();
    assertThat(because(written(START.plusSeconds(500)))).isEqualTo(Because.NO_HEARTBEAT);
    heartbeat = START.plusSeconds(86_400);
    assertThat(because(written(START.plusSeconds(300)))).isEqualTo(Because.NO_HEARTBEAT);
  }

  @ParameterizedTest
  @CsvSource({"2026-07-02T08:00:00Z", "2020-01-01T00:00:00Z"})
  void anEditedExpiryIsPutBackAndRecorded(Instant expiry) {
    hold(ASKED);
    status =
        new GpuLeaseStatus(
            Phase.ACTIVE, generation, START, expiry, START, 0, 0, 0, null, status.message(), null);

    Decision decision = decide(START.plusSeconds(5));

    assertThat(decision.status()).isNotNull();
    assertThat(decision.status().expiresAt()).isEqualTo(START.plusSeconds(2_700));
    assertThat(decision.notices())
        .singleElement(InstanceOfAssertFactories.type(Notice.Repaired.class))
        .satisfies(repaired -> assertThat(repaired.what()).isEqualTo("expiry"));
  }

  @Test
  void aScalerThatPausesTwiceIsPutRight() {
    annotations = TWICE;
    assertThat(decide(START).actions()).containsExactly(new Action.Pause("raw-vllm"));

    annotations = PAUSED;
    hold(ASKED);
    annotations = TWICE;
    assertThat(decide(START.plusSeconds(9)).actions())
        .containsExactly(new Action.Pause("raw-vllm"));
  }

  @Test
  void aGpuWithoutALeaseHasTwoMinutesAlsoAfterARestart() {
    replicas = 1;
    pods = List.of(pod(START, null, null));

    assertThat(decide(START.plusSeconds(119)).actions()).isEmpty();
    assertThat(decide(START.plusSeconds(120)).actions()).containsExactly(new Action.ScaleDown(0));
    assertThat(because(written(START.plusSeconds(120)))).isEqualTo(Because.NO_LEASE);
  }

  @Test
  void aPodThatHangsIsEndedByForceAMinuteAfterItsGracePeriod() {
    hold(ASKED);
    spec = GpuLeaseSpec.IDLE;
    generation++;
    pods = List.of(pod(START, START.plusSeconds(150), null));
    status = written(START.plusSeconds(1));

    assertThat(decide(START.plusSeconds(209)).actions()).isEmpty();
    assertThat(decide(START.plusSeconds(210)).actions())
        .containsExactly(new Action.EndPod("p", "p", true));
  }

  @Test
  void podsThatNoControllerEndsAreEndedPolitely() {
    hold(ASKED);
    pods = List.of(pod(START, null, null));

    assertThat(decide(START.plusSeconds(2_700)).actions())
        .contains(new Action.EndPod("p", "p", false));
  }

  @Test
  void moreReplicasThanLeasedAreTakenBack() {
    hold(ASKED);
    replicas = 3;

    assertThat(decide(START.plusSeconds(5)).actions()).containsExactly(new Action.ScaleDown(1));
  }
}
