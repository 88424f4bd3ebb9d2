package dev.scaleproof.cluster.proof;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the simulator and its scaler are, asked once. */
final class Pods {
  private final KubernetesClient client;

  Pods(KubernetesClient client) {
    this.client = client;
  }

  /** So many pods are asked for and ready, and there is no other, not even one that leaves. */
  boolean settledAt(int replicas) {
    Deployment deployment =
        client
            .apps()
            .deployments()
            .inNamespace(ProofPlan.NAMESPACE)
            .withName(ProofPlan.TARGET)
            .get();
    if (deployment == null || deployment.getStatus() == null) {
      return false;
    }
    Integer ready = deployment.getStatus().getReadyReplicas();
    return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1) == replicas
        && Objects.requireNonNullElse(ready, 0) == replicas
        && client
                .pods()
                .inNamespace(ProofPlan.NAMESPACE)
                .withLabels(deployment.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems()
                .size()
            == replicas;
  }

  /** What the ScaledObject and the HPA say of themselves where they are not well, in one line. */
  String scalingState() {
    List<String> said = new ArrayList<>();
    for (GenericKubernetesResource one :
        client
            .genericKubernetesResources(Footprint.SCALED_OBJECTS)
            .inNamespace(ProofPlan.NAMESPACE)
            .list()
            .getItems()) {
      if (one.get("status", "conditions") instanceof List<?> conditions) {
        conditions.forEach(condition -> said.add(complaint("ScaledObject", condition)));
      } else {
        said.add("ScaledObject has no status, so KEDA's operator has not seen it");
      }
    }
    client
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(ProofPlan.NAMESPACE)
        .list()
        .getItems()
        .forEach(
            hpa ->
                hpa.getStatus().getConditions().stream()
                    .filter(condition -> condition.getStatus().equals("False"))
                    .forEach(
                        condition ->
                            said.add(
                                "HPA %s: %s (%s)"
                                    .formatted(
                                        condition.getType(),
                                        condition.getReason(),
                                        condition.getMessage()))));
    said.removeIf(String::isEmpty);
    return said.isEmpty() ? "neither ScaledObject nor HPA says why" : String.join("; ", said);
  }

  private static String complaint(String what, Object condition) {
    return condition instanceof Map<?, ?> map
            && "Ready".equals(map.get("type"))
            && !"True".equals(map.get("status"))
        ? "%s not ready: %s (%s)".formatted(what, map.get("reason"), map.get("message"))
        : "";
  }
}
