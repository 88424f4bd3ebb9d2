package dev.scaleproof.e2e.admission;

/** Objects as JSON that are not among the shipped ones. */
final class Samples {
  /** What the namespace demands of pods. */
  private static final String RESTRICTED =
      "\"securityContext\": {\"runAsNonRoot\": true, \"seccompProfile\": {\"type\": \"RuntimeDefault\"}},";

  private Samples() {}

  /**
   * A Deployment without GPUs.
   *
   * @param replicas as JSON
   * @param labels as members of a JSON object
   */
  static String deployment(String name, String replicas, String labels) {
    return """
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%1$s", "labels": {%2$s}},
     "spec": {"replicas": %3$s, "selector": {"matchLabels": {"app": "%1$s"}},
      "template": {"metadata": {"labels": {"app": "%1$s"}}, "spec": {%4$s "containers": [%5$s]}}}}"""
        .formatted(name, labels, replicas, RESTRICTED, container(""));
  }

  /**
   * A ScaledObject on raw-vllm.
   *
   * @param labels as members of a JSON object
   * @param annotations likewise
   */
  static String scaledObject(String name, String labels, String annotations) {
    return """
    {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject",
     "metadata": {"name": "%s", "namespace": "serving", "labels": {%s}, "annotations": {%s}},
     "spec": {"scaleTargetRef": {"name": "raw-vllm"}, "minReplicaCount": 1, "maxReplicaCount": 1,
      "triggers": [{"type": "cpu", "metadata": {"value": "50"}}]}}"""
        .formatted(name, labels, annotations);
  }

  /**
   * A pod of one container.
   *
   * @param resource what it has a limit for; empty: nothing
   * @param lease the lease that its label names; empty: no label
   */
  static String pod(String resource, String lease) {
    return podOf(lease, "\"containers\": [%s]".formatted(container(resource)));
  }

  /** A pod with the rest of its spec as members of a JSON object. */
  static String podOf(String lease, String spec) {
    return """
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "by-hand", "labels": {%s}}, "spec": {%s %s}}"""
        .formatted(
            lease.isEmpty() ? "" : "\"scaleproof.dev/lease\": \"%s\"".formatted(lease),
            RESTRICTED,
            spec);
  }

  static String container(String resource) {
    return """
    {"name": "c%d", "image": "example.org/image", "resources": {"limits": {%s}},
     "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}"""
        .formatted(
            resource.length(), resource.isEmpty() ? "" : "\"%s\": \"1\"".formatted(resource));
  }
}
