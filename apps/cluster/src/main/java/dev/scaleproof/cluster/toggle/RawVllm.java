package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.read.ClusterReader;
import dev.scaleproof.cluster.read.Hpas;
import dev.scaleproof.cluster.read.ScaledObjects;
import dev.scaleproof.cluster.read.Workloads;
import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.lease.GpuPrices;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * raw-vllm on a cluster: its Deployment, its ScaledObject and its HPA, and the changes that people
 * make to them.
 */
final class RawVllm {
  static final String NAMESPACE = "serving";
  static final String NAME = "raw-vllm";
  static final String ID = NAMESPACE + "/" + NAME;

  private static final int UNPROCESSABLE = 422;

  /** Of Kubernetes, for pods that say nothing. */
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final ClusterConnection connection;

  RawVllm(ClusterConnection connection) {
    this.connection = connection;
  }

  /**
   * The ScaledObject.
   *
   * @throws ClusterException if there is no KEDA or no such ScaledObject
   */
  ScaledObject scaledObject() {
    if (!ScaledObjects.areKnown(connection.client())) {
      throw ClusterException.couldNotRun(
          connection.name()
              + " has no KEDA (no keda.sh/v1alpha1): install platform/keda, or `make cluster-up` for a cluster that has it");
    }
    return findScaledObject()
        .orElseThrow(
            () ->
                ClusterException.couldNotRun(
                    "there is no ScaledObject %s on %s: is it the right context? `kubectl apply -k serving/raw-vllm` puts it there, paused"
                        .formatted(ID, connection.name())));
  }

  /** The ScaledObject, if KEDA and it are there. */
  Optional<ScaledObject> findScaledObject() {
    return Optional.ofNullable(resource().get()).map(ScaledObjects::of);
  }

  /**
   * The Deployment.
   *
   * @throws ClusterException if it is not there
   */
  Workload deployment() {
    return Optional.ofNullable(deploymentResource().get())
        .map(Workloads::of)
        .orElseThrow(this::noDeployment);
  }

  private ClusterException noDeployment() {
    return ClusterException.couldNotRun(
        ScaledObjects.areKnown(connection.client())
            ? "there is no Deployment %s on %s: is it the right context? `kubectl apply -k serving/raw-vllm` puts it there, at 0 replicas"
                .formatted(ID, connection.name())
            : "%s has neither KEDA nor Deployment %s: is it the right context?"
                .formatted(connection.name(), ID));
  }

  Optional<Hpa> hpa(String name) {
    return Optional.ofNullable(
            connection
                .client()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get())
        .map(Hpas::of);
  }

  /** Its pods, those that are leaving included. */
  List<PodState> pods(Workload deployment) {
    return connection
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabels(deployment.podSelector())
        .list()
        .getItems()
        .stream()
        .map(Workloads::of)
        .toList();
  }

  /** Leaves one clear state: `paused: "true"` and no other key that pauses. */
  void pause() {
    annotate(key -> key.equals(Pause.PAUSED) ? "\"true\"" : "null");
  }

  /** Leaves one clear state: none of the keys that pause. */
  void unpause() {
    annotate(key -> "null");
  }

  /** By the scale subresource, as `kubectl scale` does. */
  void scale(int replicas) {
    deploymentResource().scale(replicas);
  }

  /** To 0, also where no GpuLease is there and so nothing is let through by its scale. */
  void toZero() {
    try {
      scale(0);
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != UNPROCESSABLE) {
        throw refused;
      }
      deploymentResource()
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
    }
  }

  /** How long its pods may take to go. */
  Duration drain() {
    Deployment deployment = deploymentResource().get();
    Long seconds =
        deployment == null
            ? null
            : deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
  }

  /** The GPU nodes that are up; none where this user may not look at nodes. */
  List<GpuNode> gpuNodes() {
    return new ClusterReader(connection).gpuNodes().orElse(List.of());
  }

  /** What its GPUs cost, by the nodes that are up. */
  GpuBill bill(GpuPrices prices) {
    return new ClusterReader(connection)
        .gpuNodes()
        .map(nodes -> GpuBill.of(nodes, List.of(), prices))
        .orElseGet(() -> GpuBill.ofPods(List.of(), prices));
  }

  /**
   * In one merge patch, so that no moment has two keys, and nothing but these annotations is
   * touched.
   */
  private void annotate(Function<String, String> value) {
    String annotations =
        Pause.KEYS.stream()
            .map(key -> "\"%s\":%s".formatted(key, value.apply(key)))
            .collect(Collectors.joining(","));
    resource()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{%s}}}".formatted(annotations));
  }

  private Resource<GenericKubernetesResource> resource() {
    return connection
        .client()
        .genericKubernetesResources(ScaledObjects.KIND)
        .inNamespace(NAMESPACE)
        .withName(NAME);
  }

  private RollableScalableResource<Deployment> deploymentResource() {
    return connection.client().apps().deployments().inNamespace(NAMESPACE).withName(NAME);
  }
}
