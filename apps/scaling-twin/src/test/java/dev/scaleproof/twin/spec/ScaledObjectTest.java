package dev.scaleproof.twin.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.twin.Manifests;
import dev.scaleproof.twin.promql.SampleStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaledObjectTest {
  @Test
  @DisplayName("row 14: KEDA's defaults (withtriggers_types.go, scale_executor.go)")
  void defaults() {
    ScaledObject scaledObject = ScaledObject.parse(Manifests.scaledObject("", ""));

    assertThat(scaledObject.pollingInterval()).isEqualTo(Manifests.seconds(30));
    assertThat(scaledObject.cooldownPeriod()).isEqualTo(Manifests.seconds(300));
    assertThat(scaledObject.initialCooldownPeriod()).isZero();
    assertThat(scaledObject.minReplicaCount()).isZero();
    assertThat(scaledObject.maxReplicaCount()).isEqualTo(100);
    assertThat(scaledObject.target()).isEqualTo(new ScaleTarget("apps/v1", "Deployment", "vllm"));
    assertThat(scaledObject.behavior()).isNull();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minReplicaCount: 7, maxReplicaCount: 3  | spec.minReplicaCount | lower it
          idleReplicaCount: 2, minReplicaCount: 2 | spec.idleReplicaCount | less than minReplicaCount
          pollingInterval: 0                      | spec.pollingInterval | at least 1
          pollingInterval: "30"                   | spec.pollingInterval | without quotes
          maxReplicaCount: 0                      | spec.maxReplicaCount | at least 1
          maxReplicas: 5                          | spec.maxReplicas | unknown or unsupported field
          fallback: {replicas: 2}                 | spec.fallback.failureThreshold | is required
          fallback: {replicas: 2, failureThreshold: 1, behavior: stay} | spec.fallback.behavior | none of static
          fallback: {replicas: 2, failureThreshold: 1, behavior: scalingModifiers} | spec.fallback.behavior | formula
          advanced: {scalingModifiers: {formula: waiting}} | spec.advanced.scalingModifiers.target | is required
          advanced: {scalingModifiers: {formula: waiting, target: "5"}} | spec.advanced.scalingModifiers.formula | no trigger is named waiting
          advanced: {scalingModifiers: {formula: "1 +", target: "5"}} | spec.advanced.scalingModifiers.formula | at character 4
          advanced: {scalingModifiers: {formula: "1", target: "0"}} | spec.advanced.scalingModifiers.target | at least 0.001
          advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleUp: {policies: [{type: Pod, value: 1, periodSeconds: 15}]}}}} | spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies[0].type | none of Pods, Percent
          advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 4000}}}} | spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds | at most 3600
          """)
  void refusedSpecs(String fields, String path, String advice) {
    String lines = "  " + fields.replace(", maxR", "\n  maxR").replace(", minR", "\n  minR") + "\n";
    refused(Manifests.scaledObject(lines, ""), path, advice);
  }

  @ParameterizedTest(name = "{0} instead of {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          threshold: 5          | threshold: "5" | spec.triggers[0].metadata.threshold | quotes
          threshold: "five"     | threshold: "5" | spec.triggers[0].metadata.threshold | not a number
          threshold: "0"        | threshold: "5" | spec.triggers[0].metadata.threshold | positive
          treshold: "5"         | threshold: "5" | spec.triggers[0].metadata.threshold | is required
          type: cron            | type: prometheus | spec.triggers[0].type | not supported
          type: external-push   | type: prometheus | spec.triggers[0].type | not supported
          kind: Deployment      | kind: ScaledObject | kind | must be ScaledObject
          keda.sh/v2            | keda.sh/v1alpha1 | apiVersion | must be keda.sh/v1alpha1
          nme: vllm             | name: vllm | metadata.name | is required
          """)
  void refusedTexts(String wrong, String right, String path, String advice) {
    String yaml = Manifests.scaledObject("", "");
    String changed = yaml.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
    assertThatThrownBy(() -> ScaledObject.parse(changed))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(path)
        .hasMessageContaining(advice)
        .hasMessageNotContaining("\n");
  }

  @Test
  @DisplayName("row 26: push scalers are not supported (startPushScalers)")
  void pushScaler() {
    refused(
        Manifests.scaledObject("", "").replace("type: prometheus", "type: external-push"),
        "spec.triggers[0].type",
        "use prometheus");
  }

  @Test
  void refusedTriggers() {
    refused(
        Manifests.scaledObject("", "      metricType: Utilization\n"),
        "spec.triggers[0].metricType",
        "AverageValue");
    refused(
        Manifests.scaledObject("", "      useCachedMetric: true\n"),
        "spec.triggers[0].useCachedMetric",
        "unknown");
    String cpu = "    - {type: cpu, name: a, metricType: Utilization, metadata: {value: \"50\"}}\n";
    String two = "      name: a\n" + cpu;
    refused(Manifests.scaledObject("", two), "spec.triggers[1].name", "used twice");
    String cached =
        "    - {type: cpu, useCachedMetrics: true, metricType: Utilization, metadata: {value: \"5\"}}\n";
    refused(
        Manifests.scaledObject("", cached), "spec.triggers[1].useCachedMetrics", "not possible");
  }

  @Test
  @DisplayName("cpu alone cannot wake a workload (verifyCPUMemoryScalers)")
  void cpuOnly() {
    String yaml =
        """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: vllm}
        spec:
          scaleTargetRef: {name: vllm}
          triggers: [{type: cpu, metricType: Utilization, metadata: {value: "50"}}]
        """;
    refused(yaml, "spec.minReplicaCount", "cannot wake");
    assertThat(ScaledObject.parse(yaml + "  minReplicaCount: 1\n").externalTriggers()).isEmpty();
  }

  @Test
  void documents() {
    String yaml = Manifests.scaledObject("", "");
    String other = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n---\n";
    assertThat(ScaledObject.parse(other + yaml).name()).isEqualTo("vllm");
    refused(yaml + "\n---\n" + yaml, "kind", "keep one");
    refused("", "kind", "empty");
    refused("- a\n", "document 1", "not a Kubernetes object");
    refused("a: [", "line ", "not YAML");
    refused(yaml + "spec: {}\n", "line ", "duplicate key");
  }

  @Test
  void queriesNameTheirFieldAndPosition() {
    ScaledObject scaledObject =
        ScaledObject.parse(
            Manifests.scaledObject("", "").replace("sum(waiting)", "sum(waiting offset 5m)"));
    assertThatThrownBy(
            () -> dev.scaleproof.twin.PrometheusMetrics.of(scaledObject, new SampleStore()))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "spec.triggers[0].metadata.query: at character 13: offset is not supported here");
  }

  @ParameterizedTest(name = "{0}: {1} above {2} of {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          streamLength: "7"                                             | STREAM_LENGTH   | 7 | 0
          pendingEntriesCount: "9", lagCount: "9"                       | STREAM_LENGTH   | 5 | 0
          consumerGroup: workers                                        | PENDING_ENTRIES | 5 | 0
          consumerGroup: workers, pendingEntriesCount: "3"              | PENDING_ENTRIES | 3 | 0
          consumerGroup: workers, streamLength: "2", lagCount: "0"      | PENDING_ENTRIES | 5 | 0
          consumerGroup: workers, lagCount: " 4 ", activationLagCount: "3" | LAG          | 4 | 3
          activationLagCount: "-1"                                      | STREAM_LENGTH   | 5 | -1
          """)
  @DisplayName("redis-streams: what counts, by redis_streams_scaler.go's Validate")
  void redisStreams(String metadata, String count, long target, double activation) {
    ScaledObject scaledObject =
        ScaledObject.parse(redis("address: redis:6379, stream: jobs:default, " + metadata));
    assertThat(scaledObject.externalTriggers())
        .singleElement()
        .isInstanceOfSatisfying(
            Trigger.RedisStreams.class,
            trigger -> {
              assertThat(trigger.metricName()).isEqualTo("s0-redis-streams-jobs-default");
              assertThat(trigger.target())
                  .isEqualTo(new MetricTarget(MetricTarget.Kind.AVERAGE_VALUE, 1000 * target));
              assertThat(trigger.query()).isEqualTo("jobs:default");
              assertThat(trigger.count()).hasToString(count);
              assertThat(trigger.activationThreshold()).isEqualTo(activation);
            });
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stream: jobs                                    | address | is required
          stream: jobs, host: redis                       | address | is required
          stream: jobs, port: "6379"                      | address | is required
          stream: jobs, hosts: "a,b,c", ports: "1,2"      | host    | give each its port
          address: redis:6379                             | stream  | is required
          address: redis:6379, stream: jobs, streamLength: junk           | streamLength | not a whole number
          address: redis:6379, stream: jobs, pendingEntriesCount: "2.5"   | pendingEntriesCount | not a whole number
          address: redis:6379, stream: jobs, lagCount: junk               | lagCount | not a whole number
          address: redis:6379, stream: jobs, activationLagCount: "1e3"    | activationLagCount | not a whole number
          address: redis:6379, stream: jobs, databaseIndex: junk          | databaseIndex | not a whole number
          address: redis:6379, stream: jobs, enableTLS: sure              | enableTLS | neither
          address: redis:6379, stream: jobs, streamLength: "0"            | streamLength | must be positive
          address: redis:6379, stream: jobs, length: "5"                  | length | unknown
          """)
  @DisplayName("redis-streams: what redis_streams_scaler.go refuses")
  void refusedStreams(String metadata, String field, String advice) {
    refused(redis(metadata), "spec.triggers[0].metadata." + field, advice);
  }

  @Test
  @DisplayName("redis-streams: a TriggerAuthentication, or the environment, may hold the address")
  void addressFromElsewhere() {
    String without = redis("stream: jobs");
    assertThat(
            ScaledObject.parse(without + "      authenticationRef: {name: redis}\n")
                .externalTriggers())
        .hasSize(1);
    assertThat(
            ScaledObject.parse(redis("stream: jobs, hostFromEnv: HOST, portFromEnv: PORT"))
                .externalTriggers())
        .hasSize(1);
  }

  private static String redis(String metadata) {
    return """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: rag-worker}
        spec:
          scaleTargetRef: {name: rag-worker}
          triggers:
            - type: redis-streams
              metadata: {%s}
        """
        .formatted(metadata);
  }

  private static void refused(String yaml, String path, String advice) {
    assertThatThrownBy(() -> ScaledObject.parse(yaml))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(path)
        .hasMessageContaining(advice)
        .hasMessageNotContaining("\n");
  }
}
