package dev.scaleproof.cluster.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was seen on a cluster at one moment.
 *
 * @param takenAt by the clock of this machine
 * @param namespaces that were looked at
 * @param unseen what could not be looked at
 */
public record Snapshot(
    Instant takenAt,
    List<String> namespaces,
    Keda keda,
    List<ScaledObject> scaledObjects,
    List<Hpa> hpas,
    List<Workload> workloads,
    List<PodState> pods,
    List<GpuNode> gpuNodes,
    Monitoring monitoring,
    CostGuard costGuard,
    List<Unseen> unseen) {
  /** Whether a part could be looked at, so that what is absent from it is not there. */
  public boolean sees(Unseen.Part part) {
    return unseen.stream().noneMatch(one -> one.part() == part);
  }

  /** The HPA that KEDA keeps for a ScaledObject. */
  public Optional<Hpa> hpaOf(ScaledObject scaledObject) {
    return hpas.stream()
        .filter(
            hpa ->
                hpa.namespace().equals(scaledObject.namespace())
                    && hpa.name().equals(scaledObject.hpaName()))
        .findFirst();
  }

  /** What a ScaledObject scales, if it is a Deployment that is there. */
  public Optional<Workload> targetOf(ScaledObject scaledObject) {
    return workloads.stream()
        .filter(
            workload ->
                workload.namespace().equals(scaledObject.namespace())
                    && workload.kind().equals(scaledObject.targetKind())
                    && workload.name().equals(scaledObject.targetName()))
        .findFirst();
  }

  /** The pods of a workload. */
  public List<PodState> podsOf(Workload workload) {
    return pods.stream()
        .filter(
            pod ->
                pod.namespace().equals(workload.namespace())
                    && Labels.match(workload.podSelector(), pod.labels()))
        .toList();
  }
}
