package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.report.Sample;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class HpaDecisionsTest {
  private static HorizontalPodAutoscaler hpa(String status) {
    return Serialization.unmarshal(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: keda-hpa-vllm-sim, namespace: inference}
        spec:
          maxReplicas: 5
          minReplicas: 1
          metrics:
            - type: External
              external:
                metric: {name: s0-prometheus}
                target: {type: AverageValue, averageValue: "5"}
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vllm-sim}
        """
            + status,
        HorizontalPodAutoscaler.class);
  }

  private static HorizontalPodAutoscaler rescaled() {
    return hpa(
        """
        status:
          currentReplicas: 4
          desiredReplicas: 5
          lastScaleTime: "2026-11-24T23:00:00Z"
          currentMetrics:
            - type: External
              external:
                metric: {name: s0-prometheus}
                current: {averageValue: 6500m}
          conditions:
            - {type: AbleToScale, status: "True", reason: SucceededRescale, message: "updated to 5"}
            - {type: ScalingActive, status: "True", reason: ValidMetricFound, message: "found"}
            - {type: ScalingLimited, status: "True", reason: TooManyReplicas, message: "too many"}
        """);
  }

  @Test
  void anHpaThatHasNotSyncedHasDecidedNothing() {
    HpaDecisions decisions = new HpaDecisions();
    assertThat(decisions.decision(1, hpa(""))).isEmpty();
    assertThat(decisions.decision(1, hpa("status: {currentReplicas: 0, desiredReplicas: 0}")))
        .isEmpty();
  }

  @Test
  void aRescaleIsADecisionOnce() {
    HpaDecisions decisions = new HpaDecisions();
    Sample.Decision decision = decisions.decision(45.5, rescaled()).orElseThrow();
    assertThat(decision.current()).isEqualTo(4);
    assertThat(decision.desired()).isEqualTo(5);
    assertThat(decision.reason()).isEqualTo("SucceededRescale");
    assertThat(decision.metrics())
        .containsExactly(new Sample.Reading("s0-prometheus", 6.5, 5, "AverageValue", null, null));
    // KEDA changed a label, or the watch began anew.
    assertThat(decisions.decision(47, rescaled())).isEmpty();
  }

  @Test
  void anHpaWithoutItsMetricSaysWhy() {
    Sample.Decision decision =
        new HpaDecisions()
            .decision(
                15,
                hpa(
                    """
                    status:
                      currentReplicas: 1
                      desiredReplicas: 0
                      conditions:
                        - {type: AbleToScale, status: "True", reason: SucceededGetScale, message: "ok"}
                        - {type: ScalingActive, status: "False", reason: FailedGetExternalMetric, message: "no metrics"}
                    """))
            .orElseThrow();
    assertThat(decision.reason()).isEqualTo("FailedGetExternalMetric");
    assertThat(decision.metrics()).isEmpty();
    assertThat(decision.rescales()).isFalse();
  }
}
