package dev.scaleproof.twin.hpa;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One test a row of what the HPA controller does, small enough to read. */
class HpaRulesTest {
  private static final ExternalMetrics DOWN =
      metric -> {
        throw new MetricUnavailable("down");
      };

  private final HpaController controller = new HpaController(ControllerFlags.defaults());

  @Test
  @DisplayName("row 1: sync tolerance 0.1, window 300 s, CPU 5 min, readiness 30 s (defaults.go)")
  void defaults() {
    assertThat(ControllerFlags.defaults())
        .isEqualTo(new ControllerFlags(0.1, seconds(300), seconds(300), seconds(30)));
  }

  @Test
  @DisplayName("row 2: zero, above max and below min come before any metric (reconcileAutoscaler)")
  void bypass() {
    HorizontalPodAutoscaler hpa = external("AverageValue", "averageValue", 2, 5, "");

    SyncResult zero = controller.sync(hpa, seconds(0), Workload.settled(0), DOWN);
    SyncResult above = controller.sync(hpa, seconds(15), Workload.settled(9), DOWN);
    SyncResult below = controller.sync(hpa, seconds(30), Workload.settled(1), DOWN);

    assertThat(zero.desiredReplicas()).isZero();
    assertThat(zero.reason()).isEqualTo("ScalingDisabled");
    assertThat(above.desiredReplicas()).isEqualTo(5);
    assertThat(below.desiredReplicas()).isEqualTo(2);
    assertThat(below.message()).contains("below Spec.MinReplicas");
  }

  @Test
  @DisplayName("row 3: the highest proposal wins; a partial failure only lets it grow")
  void severalMetrics() {
    HorizontalPodAutoscaler hpa =
        HorizontalPodAutoscaler.parse(
            header(1, 9, "")
                + metric("a", "AverageValue", "averageValue")
                + metric("b", "AverageValue", "averageValue"));

    assertThat(sync(hpa, 0, 2, metric -> List.of(metric.name().equals("a") ? 15_000L : 20_000L)))
        .isEqualTo(4);
    ExternalMetrics half =
        metric -> metric.name().equals("a") ? List.of(30_000L) : DOWN.values(metric);
    SyncResult up = controller.sync(hpa, seconds(15), Workload.settled(2), half);
    assertThat(up.desiredReplicas()).isEqualTo(4);
    assertThat(up.failed()).isTrue();
    SyncResult down = controller.sync(hpa, seconds(30), Workload.settled(8), half);
    assertThat(down.desiredReplicas()).isEqualTo(8);
    assertThat(down.reason()).isEqualTo("FailedGetExternalMetric");
  }

  @Test
  @DisplayName("row 4: AverageValue: ceil(usage / target), by status.replicas")
  void averageValue() {
    assertThat(
            ExternalReplicas.perPod(1, 5000, List.of(20_000L, 3000L), Tolerances.of(0.1))
                .replicas())
        .isEqualTo(5);
    assertThat(ExternalReplicas.perPod(4, 5000, List.of(21_000L), Tolerances.of(0.1)).replicas())
        .isEqualTo(4);
  }

  @Test
  @DisplayName("row 4: a negative External value asks for everything (meant for an overflow)")
  void negativeValue() {
    assertThat(ExternalReplicas.perPod(1, 5000, List.of(-1L), Tolerances.of(0.1)).replicas())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  @DisplayName("row 5: Value: ceil(ratio * ready pods) (getUsageRatioReplicaCount)")
  void value() {
    Workload halfReady = new Workload(4, 4, 2, List.of());
    assertThat(
            ExternalReplicas.total(4, 10_000, List.of(30_000L), halfReady, Tolerances.of(0.1))
                .replicas())
        .isEqualTo(6);
  }

  @Test
  @DisplayName("row 6: both ends of the tolerance are within (Tolerances.isWithin)")
  void tolerance() {
    Tolerances tolerances = new Tolerances(0.1, 0.2);
    assertThat(tolerances.isWithin(1.1)).isTrue();
    assertThat(tolerances.isWithin(0.8)).isTrue();
    assertThat(tolerances.isWithin(Math.nextUp(1.1))).isFalse();
    assertThat(tolerances.isWithin(Math.nextDown(0.8))).isFalse();
  }

  @Test
  @DisplayName("row 7: a pod without metrics holds back a scale-down of CPU (groupPods)")
  void missingPods() {
    HorizontalPodAutoscaler hpa = HorizontalPodAutoscaler.parse(header(1, 9, ""));
    Pod idle = pod("a", 10L);
    Pod unknown = pod("b", null);

    // 80 % by default: one pod at 10 %, the other taken to be at 100 %: 55 % of 80 % on two pods.
    assertThat(
            controller
                .sync(hpa, seconds(0), Workload.of(2, List.of(idle, unknown)), DOWN)
                .metrics()
                .getFirst()
                .proposal())
        .isEqualTo(2);
    assertThat(
            controller
                .sync(hpa, seconds(15), Workload.of(2, List.of(idle, pod("b", 10L))), DOWN)
                .metrics()
                .getFirst()
                .proposal())
        .isEqualTo(1);
  }

  @Test
  @DisplayName(
      "row 8: without behavior at most max(2 * current, 4), and the 300-s edge still counts")
  void legacy() {
    HorizontalPodAutoscaler hpa = external("AverageValue", "averageValue", 1, 8, "");

    assertThat(sync(hpa, 0, 1, metric -> List.of(500_000L))).isEqualTo(4);
    assertThat(sync(hpa, 15, 4, metric -> List.of(500_000L))).isEqualTo(8);
    assertThat(sync(hpa, 315, 8, metric -> List.of(5000L))).isEqualTo(8);
    assertThat(sync(hpa, 316, 8, metric -> List.of(5000L))).isEqualTo(1);
  }

  @Test
  @DisplayName("row 10: with behavior the windows' edges no longer count")
  void stabilization() {
    HorizontalPodAutoscaler hpa =
        external(
            "AverageValue", "averageValue", 1, 100, "scaleDown: {stabilizationWindowSeconds: 60}");

    assertThat(sync(hpa, 0, 4, metric -> List.of(20_000L))).isEqualTo(4);
    SyncResult held = controller.sync(hpa, seconds(59), Workload.settled(4), m -> List.of(5000L));
    assertThat(held.desiredReplicas()).isEqualTo(4);
    assertThat(held.reason()).isEqualTo("ScaleDownStabilized");
    assertThat(sync(hpa, 60, 4, metric -> List.of(5000L))).isEqualTo(1);
  }

  @Test
  @DisplayName("row 11: per cent are rounded up for growth and cut off for shrinking")
  void policies() {
    ScaleEvents none = new ScaleEvents();
    var behavior =
        external(
                "AverageValue",
                "averageValue",
                1,
                100,
                "scaleUp: {policies: [{type: Percent, value: 10, periodSeconds: 60}]},"
                    + " scaleDown: {policies: [{type: Percent, value: 10, periodSeconds: 60}]}")
            .behavior();
    assertThat(behavior).isNotNull();
    assertThat(RateLimits.upLimit(1, behavior.scaleUp(), none, none, seconds(0))).isEqualTo(2);
    assertThat(RateLimits.downLimit(5, behavior.scaleDown(), none, none, seconds(0))).isEqualTo(4);
  }

  @Test
  @DisplayName("row 12: an event exactly one period ago is over; a moment earlier it still counts")
  void jitter() {
    String limit = "scaleUp: {policies: [{type: Pods, value: 2, periodSeconds: 15}]}";
    HorizontalPodAutoscaler hpa = external("AverageValue", "averageValue", 1, 100, limit);

    assertThat(sync(hpa, 0, 1, metric -> List.of(500_000L))).isEqualTo(3);
    assertThat(sync(hpa, 14, 3, metric -> List.of(500_000L))).isEqualTo(3);
    assertThat(sync(hpa, 15, 3, metric -> List.of(500_000L))).isEqualTo(5);
  }

  @Test
  @DisplayName("row 13: an HPA's own tolerance replaces the controller's (tolerancesForHpa)")
  void ownTolerance() {
    HorizontalPodAutoscaler usual = external("AverageValue", "averageValue", 1, 100, "");
    assertThat(sync(usual, 0, 2, metric -> List.of(10_001L))).isEqualTo(2);
    HorizontalPodAutoscaler strict =
        external("AverageValue", "averageValue", 1, 100, "scaleUp: {tolerance: 0}");
    assertThat(sync(strict, 15, 2, metric -> List.of(10_001L))).isEqualTo(3);
  }

  private int sync(HorizontalPodAutoscaler hpa, long at, int replicas, ExternalMetrics metrics) {
    return controller.sync(hpa, seconds(at), Workload.settled(replicas), metrics).desiredReplicas();
  }

  private static Pod pod(String name, @org.jspecify.annotations.Nullable Long usage) {
    return Pod.running(name, seconds(-900), seconds(-800), 100, usage, seconds(0), seconds(15));
  }

  private static HorizontalPodAutoscaler external(
      String type, String field, int minimum, int maximum, String behavior) {
    return HorizontalPodAutoscaler.parse(
        header(minimum, maximum, behavior) + metric("queue", type, field));
  }

  private static String header(int minimum, int maximum, String behavior) {
    return """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: vllm}
        spec:
          scaleTargetRef: {kind: Deployment, name: vllm}
          minReplicas: %d
          maxReplicas: %d
        %s  metrics:
        """
        .formatted(minimum, maximum, behavior.isEmpty() ? "" : "  behavior: {" + behavior + "}\n");
  }

  private static String metric(String name, String type, String field) {
    return "    - {type: External, external: {metric: {name: %s}, target: {type: %s, %s: 5}}}\n"
        .formatted(name, type, field);
  }
}
