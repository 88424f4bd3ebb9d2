package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Keda;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import java.util.ArrayList;
import java.util.List;

/** Is KEDA there, does it run, and do the HPAs reach it? */
final class KedaChecks implements Check {
  private static final String EXTERNAL = "v1beta1.external.metrics.k8s.io";

  @Override
  public List<Finding> on(Snapshot snapshot) {
    Keda keda = snapshot.keda();
    if (!keda.installed()) {
      return List.of(
          Finding.problem(
              "keda-installed",
              "KEDA",
              "the API server knows no keda.sh/v1alpha1, so nothing can scale on a queue",
              "install what platform/keda describes; `make cluster-up` starts a cluster that has it"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Workload part : keda.parts()) {
      findings.add(part(part));
    }
    if (keda.parts().isEmpty() && snapshot.sees(Part.KEDA)) {
      findings.add(
          Finding.problem(
              "keda-running",
              "namespace keda",
              "there is no Deployment of KEDA, only its resource kinds: nothing acts on a ScaledObject",
              "install what platform/keda describes"));
    }
    if (snapshot.sees(Part.METRICS_APIS)) {
      findings.add(externalMetrics(keda));
    }
    if (snapshot.scaledObjects().isEmpty() && snapshot.sees(Part.SCALED_OBJECTS)) {
      findings.add(
          Finding.problem(
              "scaledobjects",
              "namespaces " + String.join(", ", snapshot.namespaces()),
              "there is no ScaledObject",
              "is this the right context? `kubectl apply -k serving/raw-vllm` puts raw-vllm there, paused"));
    }
    return findings;
  }

  private static Finding part(Workload part) {
    if (part.ready() > 0) {
      return Finding.ok("keda-running", part.id(), "ready");
    }
    String evidence =
        part.desired() == 0 ? "scaled to 0" : "none of %d pods is ready".formatted(part.desired());
    String remedy =
        part.desired() == 0
            ? "kubectl -n %s scale deployment %s --replicas=1"
                .formatted(part.namespace(), part.name())
            : "kubectl -n %s logs deployment/%s --tail=50".formatted(part.namespace(), part.name());
    return Finding.problem("keda-running", part.id(), evidence, remedy);
  }

  private static Finding externalMetrics(Keda keda) {
    if (keda.externalMetrics().isEmpty()) {
      return Finding.problem(
          "external-metrics",
          EXTERNAL,
          "no APIService of that name: every HPA of KEDA reads <unknown>",
          "install KEDA's metrics API server (platform/keda)");
    }
    Keda.Api api = keda.externalMetrics().get();
    if (!api.service().contains("keda")) {
      return Finding.problem(
          "external-metrics",
          EXTERNAL,
          "Service %s answers for it instead of KEDA's: only one adapter per cluster can"
              .formatted(api.service()),
          "remove the other adapter, or let it serve custom.metrics.k8s.io only");
    }
    if (!api.available()) {
      String namespace = api.service().substring(0, api.service().indexOf('/'));
      return Finding.problem(
          "external-metrics",
          EXTERNAL,
          "not available: " + api.message(),
          "kubectl -n %s get pods,endpointslices; kubectl -n %s logs deployment/keda-metrics-apiserver --tail=50"
              .formatted(namespace, namespace));
    }
    return Finding.ok("external-metrics", EXTERNAL, "available, by Service " + api.service());
  }
}
