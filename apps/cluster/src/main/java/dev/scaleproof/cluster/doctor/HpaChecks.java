package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Does the HPA read its metrics and may it act, and is the ScaledObject ready? */
final class HpaChecks implements Check {
  /** An HPA has asked for its metrics once by then. */
  private static final Duration FIRST_SYNCS = Duration.ofSeconds(30);

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      if (snapshot.sees(Part.DEPLOYMENTS)
          && snapshot.targetOf(scaledObject).isEmpty()
          && scaledObject.targetKind().equals("Deployment")) {
        findings.add(
            Finding.problem(
                "target",
                scaledObject.id(),
                "its target Deployment %s is not there".formatted(scaledObject.targetName()),
                "is this the right context? `kubectl apply -k serving/%s` applies ours"
                    .formatted(scaledObject.targetName())));
      }
      if (!scaledObject.pause().paused()) {
        ready(snapshot, scaledObject).ifPresent(findings::add);
      }
    }
    for (Hpa hpa : snapshot.hpas()) {
      findings.addAll(targets(snapshot, hpa));
      limits(hpa).ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> ready(Snapshot snapshot, ScaledObject scaledObject) {
    Optional<Condition> ready = scaledObject.condition("Ready");
    if (ready.isPresent() && ready.get().status().equals("False")) {
      if (snapshot.hpaOf(scaledObject).filter(Hpa::readsEveryMetric).isPresent()) {
        return Optional.of(
            Finding.note(
                "scaledobject-ready",
                scaledObject.id(),
                "READY=False still, but its HPA reads every metric by now",
                "KEDA looks again every pollingInterval (30 s unless told)"));
      }
      return Optional.of(
          Finding.problem(
              "scaledobject-ready",
              scaledObject.id(),
              "READY=False: " + saying(ready.get(), scaledObject.warning()),
              "the lines about its Prometheus and its series say why; "
                  + Remedy.describe(
                      scaledObject.namespace(), "scaledobject", scaledObject.name())));
    }
    Optional<Condition> fallback = scaledObject.condition("Fallback").filter(Condition::holds);
    if (fallback.isPresent() && snapshot.hpaOf(scaledObject).isPresent()) {
      return Optional.of(
          Finding.note(
              "fallback",
              scaledObject.id(),
              "KEDA cannot read its metrics and uses the fallback's replicas: "
                  + fallback.get().message(),
              "the lines about its Prometheus and its series say why"));
    }
    return Optional.empty();
  }

  private static String saying(Condition condition, String warning) {
    return warning.isEmpty() || condition.message().contains(warning)
        ? condition.message()
        : condition.message() + " (" + warning + ")";
  }

  private static List<Finding> targets(Snapshot snapshot, Hpa hpa) {
    List<Hpa.Metric> unknown =
        hpa.metrics().stream().filter(metric -> metric.current().isEmpty()).toList();
    if (unknown.isEmpty()) {
      return hpa.metrics().isEmpty()
          ? List.of()
          : List.of(Finding.ok("hpa-targets", hpa.id(), Targets.words(hpa)));
    }
    String names = unknown.stream().map(Hpa.Metric::name).collect(Collectors.joining(", "));
    if (unknown.stream().anyMatch(metric -> metric.source().endsWith("Resource"))
        && snapshot.sees(Part.METRICS_APIS)
        && snapshot.keda().resourceMetrics().filter(api -> api.available()).isEmpty()) {
      return List.of(
          Finding.problem(
              "metrics-server",
              hpa.id(),
              "target <unknown> for %s: the resource metrics API is not available, so no HPA sees CPU or memory"
                  .formatted(names),
              "install platform/metrics-server; kubectl get apiservice v1beta1.metrics.k8s.io"));
    }
    Optional<Condition> inactive =
        hpa.condition("ScalingActive").filter(condition -> !condition.holds());
    String evidence =
        "target <unknown> for %s: %s"
            .formatted(
                names,
                inactive.map(HpaChecks::words).orElse("the HPA has not asked yet (every 15 s)"));
    if (inactive.isEmpty()
        && Duration.between(hpa.createdAt(), snapshot.takenAt()).compareTo(FIRST_SYNCS) < 0) {
      return List.of(
          Finding.note("hpa-targets", hpa.id(), evidence, "wait half a minute and look again"));
    }
    if (nothingReadyYet(snapshot, hpa)) {
      return List.of(
          Finding.note(
              "hpa-targets",
              hpa.id(),
              evidence + "; no replica is ready yet, so none reports",
              ""));
    }
    return List.of(
        Finding.problem(
            "hpa-targets",
            hpa.id(),
            evidence,
            where(inactive) + Remedy.describe(hpa.namespace(), "hpa", hpa.name())));
  }

  private static String words(Condition inactive) {
    return inactive.reason() + ", " + inactive.message();
  }

  private static String where(Optional<Condition> inactive) {
    return inactive.filter(one -> one.reason().equals("AmbiguousSelector")).isPresent()
        ? "keep one scaler, as the line about its target says; "
        : "the lines about KEDA, Prometheus and the series say why; ";
  }

  private static boolean nothingReadyYet(Snapshot snapshot, Hpa hpa) {
    return snapshot.workloads().stream()
        .filter(workload -> scales(hpa, workload))
        .anyMatch(workload -> snapshot.podsOf(workload).stream().noneMatch(PodState::ready));
  }

  private static boolean scales(Hpa hpa, Workload workload) {
    return workload.namespace().equals(hpa.namespace())
        && workload.kind().equals(hpa.targetKind())
        && workload.name().equals(hpa.targetName());
  }

  private static Optional<Finding> limits(Hpa hpa) {
    Optional<Condition> able =
        hpa.condition("AbleToScale").filter(one -> one.status().equals("False"));
    if (able.isPresent()) {
      return Optional.of(
          Finding.problem(
              "hpa-able",
              hpa.id(),
              "it cannot scale: " + able.get().message(),
              Remedy.describe(hpa.namespace(), "hpa", hpa.name())));
    }
    return hpa.condition("ScalingLimited")
        .filter(Condition::holds)
        .filter(limited -> limited.reason().equals("TooManyReplicas"))
        .map(
            limited ->
                Finding.note(
                    "hpa-limited",
                    hpa.id(),
                    "its metrics ask for more than maxReplicaCount %d allows"
                        .formatted(hpa.maxReplicas()),
                    "raise maxReplicaCount of the ScaledObject, if the GPU quota and the money allow it"));
  }
}
