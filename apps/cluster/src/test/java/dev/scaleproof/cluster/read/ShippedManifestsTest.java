package dev.scaleproof.cluster.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the readers make of the objects that we ship, and of what the API server makes of them. */
class ShippedManifestsTest {
  private static final Path SERVING = Path.of("../../serving");

  @Test
  void rawVllmShipsPausedWithTwoTriggers() throws IOException {
    ScaledObject read =
        ScaledObjects.of(shipped("raw-vllm/scaledobject.yaml", GenericKubernetesResource.class));

    assertThat(read.id()).isEqualTo("serving/raw-vllm");
    assertThat(read.pause().paused()).isTrue();
    assertThat(read.pause().keys()).containsExactly(Pause.PAUSED);
    assertThat(read.targetKind()).isEqualTo("Deployment");
    assertThat(read.targetName()).isEqualTo("raw-vllm");
    assertThat(read.minReplicas()).isEqualTo(1);
    assertThat(read.maxReplicas()).isEqualTo(1);
    assertThat(read.cooldownSeconds()).isEqualTo(300);
    assertThat(read.hpaName()).isEqualTo("keda-hpa-raw-vllm");
    assertThat(read.triggers()).hasSize(2).allMatch(ScaledObject.Trigger::isPrometheus);
    assertThat(read.triggers().getFirst().serverAddress())
        .isEqualTo("http://prometheus-operated.monitoring.svc:9090");
    assertThat(read.triggers().getFirst().query()).startsWith("sum(vllm:num_requests_waiting");
  }

  @Test
  void absentFieldsAreKedasDefaults() {
    ScaledObject read =
        ScaledObjects.of(
            yaml(
                """
                apiVersion: keda.sh/v1alpha1
                kind: ScaledObject
                metadata: {name: x, namespace: y, creationTimestamp: "2026-06-01T12:00:00Z"}
                spec:
                  scaleTargetRef: {name: z}
                  advanced: {horizontalPodAutoscalerConfig: {name: mine}}
                  triggers: [{type: cpu, metadata: {value: "50"}}]
                """,
                GenericKubernetesResource.class));

    assertThat(read.minReplicas()).isZero();
    assertThat(read.maxReplicas()).isEqualTo(100);
    assertThat(read.cooldownSeconds()).isEqualTo(300);
    assertThat(read.hpaName()).isEqualTo("mine");
    assertThat(read.pause().paused()).isFalse();
    assertThat(read.triggers().getFirst().isPrometheus()).isFalse();
    assertThat(read.createdAt()).isEqualTo(Instant.parse("2026-06-01T12:00:00Z"));
  }

  @Test
  void rawVllmAsksForOneGpuAReplica() throws IOException {
    Workload read = Workloads.of(shipped("raw-vllm/deployment.yaml", Deployment.class));

    assertThat(read.gpusPerReplica()).isEqualTo(1);
    assertThat(read.desired()).isZero();
    assertThat(read.podLabels()).containsAllEntriesOf(read.podSelector());
  }

  @Test
  void hpaWithAValueAndOneThatIsUnknown() {
    Hpa read =
        Hpas.of(
            yaml(
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: keda-hpa-x, namespace: y, creationTimestamp: "2026-06-01T12:00:00Z"}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}
                  minReplicas: 1
                  maxReplicas: 5
                  metrics:
                    - type: External
                      external: {metric: {name: s0-prometheus}, target: {type: AverageValue, averageValue: "5"}}
                    - type: External
                      external: {metric: {name: s1-prometheus}, target: {type: AverageValue, averageValue: 800m}}
                    - type: Resource
                      resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}
                status:
                  currentReplicas: 5
                  desiredReplicas: 5
                  lastScaleTime: "2026-06-01T12:01:00Z"
                  currentMetrics:
                    - type: External
                      external: {metric: {name: s0-prometheus}, current: {averageValue: 4600m}}
                    - type: ""
                    - type: Resource
                      resource: {name: cpu, current: {averageUtilization: 12, averageValue: 12m}}
                  conditions:
                    - {type: ScalingLimited, status: "True", reason: TooManyReplicas, message: "more than max"}
                """,
                HorizontalPodAutoscaler.class));

    assertThat(read.metrics())
        .containsExactly(
            new Hpa.Metric("External", "s0-prometheus", true, 5, OptionalDouble.of(4.6)),
            new Hpa.Metric("External", "s1-prometheus", true, 0.8, OptionalDouble.empty()),
            new Hpa.Metric("Resource", "cpu", true, 50, OptionalDouble.of(12)));
    assertThat(read.scaleInWindowSeconds()).isEqualTo(300);
    assertThat(read.lastScaled()).contains(Instant.parse("2026-06-01T12:01:00Z"));
    assertThat(read.condition("ScalingLimited").orElseThrow().holds()).isTrue();
  }

  @Test
  void aPendingPodCarriesTheSchedulersReason() {
    PodState read =
        Workloads.of(
            yaml(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p, namespace: serving, creationTimestamp: "2026-06-01T12:00:00Z"}
                spec:
                  containers:
                    - name: vllm
                      ports: [{name: http, containerPort: 8000}]
                      resources: {limits: {nvidia.com/gpu: "1"}}
                status:
                  phase: Pending
                  conditions:
                    - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/1 nodes are available"}
                """,
                Pod.class));

    assertThat(read.unschedulable()).isEqualTo("0/1 nodes are available");
    assertThat(read.gpus()).isEqualTo(1);
    assertThat(read.ready()).isFalse();
    assertThat(read.holdsItsNode()).isFalse();
    assertThat(read.ports()).containsEntry("http", 8000);
  }

  @Test
  void gpuTypeOfANodeByTheLabelsOfThreeProviders() {
    for (String label :
        List.of(
            "karpenter.k8s.aws/instance-gpu-name: l4",
            "nvidia.com/gpu.product: l4",
            "cloud.google.com/gke-accelerator: l4")) {
      Node node =
          yaml(
              """
              apiVersion: v1
              kind: Node
              metadata: {name: n, labels: {%s}}
              status: {capacity: {cpu: "4", nvidia.com/gpu: "2"}}
              """
                  .formatted(label),
              Node.class);

      assertThat(Workloads.gpus(node).orElseThrow().type()).isEqualTo("l4");
      assertThat(Workloads.gpus(node).orElseThrow().gpus()).isEqualTo(2);
    }
    assertThat(
            Workloads.gpus(
                yaml("kind: Node\nmetadata: {name: n}\nstatus: {capacity: {cpu: 4}}", Node.class)))
        .isEmpty();
  }

  private static <T> T shipped(String file, Class<T> type) throws IOException {
    return yaml(Files.readString(SERVING.resolve(file)), type);
  }

  private static <T> T yaml(String text, Class<T> type) {
    return Serialization.unmarshal(text, type);
  }
}
