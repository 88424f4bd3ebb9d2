package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Pods that were asked for and do not come, and GPU nodes that nobody uses. */
final class PodChecks implements Check {
  private final GpuBill bill;

  PodChecks(GpuBill bill) {
    this.bill = bill;
  }

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      snapshot
          .targetOf(scaledObject)
          .ifPresent(
              target -> snapshot.podsOf(target).forEach(pod -> look(snapshot, pod, findings)));
    }
    for (GpuBill.NodeCost node : bill.nodes()) {
      if (!node.used()) {
        findings.add(
            Finding.note(
                "idle-gpu-node",
                node.node(),
                "no pod uses its %s %s, and it is billed: %s"
                    .formatted(node.gpus(), node.type(), node.money().words()),
                "an autoscaled node goes by itself within minutes; a fixed one has to be taken out of its pool"));
      }
    }
    return findings;
  }

  private static void look(Snapshot snapshot, PodState pod, List<Finding> findings) {
    String age = Words.duration(Duration.between(pod.createdAt(), snapshot.takenAt()));
    if (!pod.unschedulable().isEmpty()) {
      findings.add(
          Finding.problem(
              "pod-pending",
              pod.id(),
              "pending for %s: %s".formatted(age, pod.unschedulable()),
              pending(pod)));
    } else if (!pod.waiting().isEmpty()
        && !pod.waiting().startsWith("ContainerCreating")
        && !pod.waiting().startsWith("PodInitializing")) {
      findings.add(
          Finding.problem(
              "pod-waiting",
              pod.id(),
              "does not run: " + pod.waiting(),
              pod.waiting().contains("Image")
                  ? Remedy.describe(pod.namespace(), "pod", pod.name())
                  : "kubectl -n %s logs %s --previous --tail=50"
                      .formatted(pod.namespace(), pod.name())));
    }
  }

  private static String pending(PodState pod) {
    if (pod.unschedulable().contains("nvidia.com/gpu")
        && pod.unschedulable().contains("Insufficient")) {
      return "no free GPU: raise the cloud's GPU quota or the node pool's limit, or lower maxReplicaCount";
    }
    if (pod.unschedulable().contains("taint")) {
      return "add the toleration for that taint to the Deployment";
    }
    return Remedy.describe(pod.namespace(), "pod", pod.name());
  }
}
