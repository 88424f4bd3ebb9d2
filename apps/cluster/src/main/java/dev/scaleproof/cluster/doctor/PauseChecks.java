package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does the pause say one clear thing, has KEDA done it, and does somebody pay for the opposite? */
final class PauseChecks implements Check {
  /** Longer than a load test takes; from then on it looks forgotten. */
  static final Duration FORGOTTEN = Duration.ofHours(1);

  /** KEDA acts within seconds; a fresh ScaledObject gets this long. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final GpuBill bill;

  PauseChecks(GpuBill bill) {
    this.bill = bill;
  }

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      keys(scaledObject).ifPresent(findings::add);
      if (!snapshot.sees(Part.HPAS)) {
        continue;
      }
      Optional<Hpa> hpa = snapshot.hpaOf(scaledObject);
      Optional<Workload> target = snapshot.targetOf(scaledObject);
      findings.add(
          scaledObject.pause().paused()
              ? paused(scaledObject, hpa, target)
              : live(snapshot, scaledObject, hpa, target));
    }
    return findings;
  }

  private static Optional<Finding> keys(ScaledObject scaledObject) {
    Pause pause = scaledObject.pause();
    String value = scaledObject.annotations().getOrDefault(Pause.PAUSED, "true");
    if (pause.keys().contains(Pause.PAUSED) && pause.keys().contains(Pause.PAUSED_REPLICAS)) {
      return Optional.of(
          Finding.problem(
              "pause-keys",
              scaledObject.id(),
              "both annotations are there, paused: \"%s\" and paused-replicas: \"%s\"; the second wins, whatever the first says"
                  .formatted(value, scaledObject.annotations().get(Pause.PAUSED_REPLICAS)),
              Remedy.pause(scaledObject)));
    }
    if (!Pause.BOOLEANS.contains(value)) {
      return Optional.of(
          Finding.problem(
              "pause-keys",
              scaledObject.id(),
              "paused: \"%s\" is no boolean, and KEDA takes it for true".formatted(value),
              Remedy.pause(scaledObject)));
    }
    if (pause.oneWay()) {
      return Optional.of(
          Finding.note(
              "pause-keys",
              scaledObject.id(),
              "only one direction is paused (%s); the HPA stays"
                  .formatted(String.join(", ", pause.keys())),
              Remedy.unpause(scaledObject)));
    }
    return Optional.empty();
  }

  private Finding paused(ScaledObject scaledObject, Optional<Hpa> hpa, Optional<Workload> target) {
    if (hpa.isPresent()) {
      return Finding.problem(
          "paused",
          scaledObject.id(),
          "paused, but its HPA %s is still there: the KEDA operator has not acted"
              .formatted(hpa.get().id()),
          "kubectl -n keda logs deployment/keda-operator --tail=50");
    }
    int replicas = target.map(Workload::desired).orElse(0);
    int gpus = target.map(Workload::gpusPerReplica).orElse(0) * replicas;
    if (gpus > 0) {
      return Finding.note(
          "paused",
          scaledObject.id(),
          "paused with %s up until somebody ends that: %s"
              .formatted(Words.count(replicas, "replica"), bill.ofGpus(gpus).words()),
          Remedy.toZero(target.orElseThrow()));
    }
    return Finding.ok(
        "paused",
        scaledObject.id(),
        "paused, no HPA, %s".formatted(Words.count(replicas, "replica")));
  }

  private Finding live(
      Snapshot snapshot, ScaledObject scaledObject, Optional<Hpa> hpa, Optional<Workload> target) {
    if (hpa.isEmpty()) {
      return stuck(snapshot, scaledObject);
    }
    Duration since = Duration.between(hpa.get().createdAt(), snapshot.takenAt());
    int gpus = target.map(Workload::gpusPerReplica).orElse(0);
    if (gpus == 0) {
      return Finding.ok(
          "un-paused",
          scaledObject.id(),
          "KEDA scales it, for %s".formatted(Words.duration(since)));
    }
    String evidence =
        "un-paused for %s: it keeps at least %s up, %s"
            .formatted(
                Words.duration(since),
                Words.count(hpa.get().minReplicas(), "replica"),
                bill.ofGpus(gpus * hpa.get().minReplicas()).words());
    return since.compareTo(FORGOTTEN) < 0
        ? Finding.note("un-paused", scaledObject.id(), evidence, Remedy.pause(scaledObject))
        : Finding.problem(
            "un-paused",
            scaledObject.id(),
            evidence + "; is it forgotten?",
            Remedy.pause(scaledObject) + " && " + Remedy.toZero(target.orElseThrow()));
  }

  private static Finding stuck(Snapshot snapshot, ScaledObject scaledObject) {
    String evidence =
        "un-paused, but KEDA has made no HPA %s: %s"
            .formatted(
                scaledObject.hpaName(),
                scaledObject
                    .condition("Paused")
                    .filter(condition -> condition.holds())
                    .map(condition -> "its status still says Paused (kedacore/keda#6421)")
                    .or(
                        () ->
                            scaledObject
                                .condition("Ready")
                                .filter(ready -> !ready.holds())
                                .map(ready -> ready.message()))
                    .orElse("its status does not say why"));
    Duration age = Duration.between(scaledObject.createdAt(), snapshot.takenAt());
    if (age.compareTo(GRACE) < 0) {
      return Finding.note(
          "stuck-paused", scaledObject.id(), evidence, "wait half a minute and look again");
    }
    return Finding.problem(
        "stuck-paused",
        scaledObject.id(),
        evidence,
        "%s, then %s; if that does not help: kubectl -n keda rollout restart deployment keda-operator"
            .formatted(Remedy.pause(scaledObject), Remedy.unpause(scaledObject)));
  }
}
