package dev.scaleproof.twin.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.twin.spec.ScalingRules.Policy;
import dev.scaleproof.twin.spec.ScalingRules.PolicyType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizontalPodAutoscalerTest {
  private static final String YAML =
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: cpu}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vllm}
        maxReplicas: 5
      """;

  @Test
  @DisplayName("row 9: any behavior fills in the rest (pkg/apis/autoscaling/v2/defaults.go)")
  void behaviorDefaults() {
    assertThat(HorizontalPodAutoscaler.parse(YAML).behavior()).isNull();

    Behavior behavior =
        HorizontalPodAutoscaler.parse(
                YAML + "  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}\n")
            .behavior();

    assertThat(behavior).isNotNull();
    assertThat(behavior.scaleUp().stabilizationWindowSeconds()).isZero();
    assertThat(behavior.scaleUp().policies())
        .containsExactly(
            new Policy(PolicyType.PODS, 4, 15), new Policy(PolicyType.PERCENT, 100, 15));
    assertThat(behavior.scaleDown().stabilizationWindowSeconds()).isEqualTo(60);
    assertThat(behavior.scaleDown().policies())
        .containsExactly(new Policy(PolicyType.PERCENT, 100, 15));
    assertThat(Behavior.defaults().scaleDown().stabilizationWindowSeconds()).isNull();
  }

  @Test
  @DisplayName("row 13: a tolerance of its own in each direction")
  void tolerance() {
    Behavior behavior =
        HorizontalPodAutoscaler.parse(YAML + "  behavior: {scaleUp: {tolerance: 50m}}\n")
            .behavior();
    assertThat(behavior).isNotNull();
    assertThat(behavior.scaleUp().tolerance()).isEqualTo(0.05);
    assertThat(behavior.scaleDown().tolerance()).isNull();
  }

  @Test
  void withoutMetricsItIsCpuAtEighty() {
    assertThat(HorizontalPodAutoscaler.parse(YAML).metrics())
        .containsExactly(
            new Metric.Resource("cpu", null, new MetricTarget(MetricTarget.Kind.UTILIZATION, 80)));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minReplicas: 0  | spec.minReplicas | at least 1
          minReplicas: 6  | spec.maxReplicas | at least minReplicas
          metrics: [{type: Pods, pods: {}}] | spec.metrics[0].type | not supported
          metrics: [{type: CPU}] | spec.metrics[0].type | none of Resource
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}] | spec.metrics[0].resource.target.averageUtilization | is required
          metrics: [{type: External, external: {metric: {name: q}, target: {type: Value, value: 5x}}}] | spec.metrics[0].external.target.value | not a quantity
          metrics: [{type: External, external: {metric: {name: q}, target: {type: Utilization, averageUtilization: 5}}}] | spec.metrics[0].external.target.type | not possible
          behavior: {scaleUp: {policies: []}} | spec.behavior.scaleUp.policies | at least one policy
          behaviour: {} | spec.behaviour | unknown
          """)
  void refused(String field, String path, String advice) {
    assertThatThrownBy(() -> HorizontalPodAutoscaler.parse(YAML + "  " + field + "\n"))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(path + ":")
        .hasMessageContaining(advice);
  }
}
