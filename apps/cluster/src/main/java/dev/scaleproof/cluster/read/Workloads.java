package dev.scaleproof.cluster.read;

import static dev.scaleproof.cluster.read.Fields.map;
import static dev.scaleproof.cluster.read.Fields.number;
import static dev.scaleproof.cluster.read.Fields.text;
import static dev.scaleproof.cluster.read.Fields.time;

import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.lease.GpuTypes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Deployments, their pods, and the nodes with GPUs. */
public final class Workloads {
  private Workloads() {}

  public static Workload of(Deployment deployment) {
    return new Workload(
        deployment.getMetadata().getNamespace(),
        "Deployment",
        deployment.getMetadata().getName(),
        number(deployment.getSpec().getReplicas()),
        deployment.getStatus() == null ? 0 : number(deployment.getStatus().getReadyReplicas()),
        gpus(deployment.getSpec().getTemplate().getSpec()),
        map(deployment.getSpec().getSelector().getMatchLabels()),
        map(deployment.getSpec().getTemplate().getMetadata().getLabels()));
  }

  public static PodState of(Pod pod) {
    PodStatus status = pod.getStatus();
    return new PodState(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        map(pod.getMetadata().getLabels()),
        text(status.getPhase()),
        condition(pod, "Ready", "True").isPresent(),
        pod.getMetadata().getDeletionTimestamp() != null,
        text(pod.getSpec().getNodeName()),
        gpus(pod.getSpec()),
        condition(pod, "PodScheduled", "False").orElse(""),
        waiting(status),
        ports(pod.getSpec()),
        time(pod.getMetadata().getCreationTimestamp()));
  }

  /** The node, if it has GPUs. */
  static Optional<GpuNode> gpus(Node node) {
    int gpus = amount(map(node.getStatus().getCapacity()));
    String type = GpuTypes.of(map(node.getMetadata().getLabels()));
    return gpus == 0
        ? Optional.empty()
        : Optional.of(new GpuNode(node.getMetadata().getName(), gpus, type));
  }

  private static int gpus(PodSpec spec) {
    return spec.getContainers().stream()
        .map(Container::getResources)
        .filter(resources -> resources != null)
        .mapToInt(
            resources ->
                Math.max(amount(map(resources.getRequests())), amount(map(resources.getLimits()))))
        .sum();
  }

  private static int amount(Map<String, Quantity> resources) {
    Quantity gpus = resources.get(GpuTypes.RESOURCE);
    return gpus == null ? 0 : gpus.getNumericalAmount().intValue();
  }

  /** A condition's message (or reason), if it has that status. */
  private static Optional<String> condition(Pod pod, String type, String value) {
    return Fields.list(pod.getStatus().getConditions()).stream()
        .filter(one -> one.getType().equals(type) && one.getStatus().equals(value))
        .map(one -> text(one.getMessage()).isEmpty() ? text(one.getReason()) : one.getMessage())
        .findFirst();
  }

  private static String waiting(PodStatus status) {
    for (ContainerStatus container : Fields.list(status.getContainerStatuses())) {
      if (container.getState() != null && container.getState().getWaiting() != null) {
        String message = text(container.getState().getWaiting().getMessage());
        return container.getState().getWaiting().getReason()
            + (message.isEmpty() ? "" : ": " + message);
      }
    }
    return "";
  }

  private static Map<String, Integer> ports(PodSpec spec) {
    Map<String, Integer> ports = new HashMap<>();
    for (Container container : spec.getContainers()) {
      Fields.list(container.getPorts())
          .forEach(port -> ports.put(text(port.getName()), port.getContainerPort()));
    }
    return ports;
  }
}
