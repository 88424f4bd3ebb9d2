package dev.scaleproof.cluster.status;

import dev.scaleproof.cluster.cost.GpuBill;
import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.wording.Columns;
import dev.scaleproof.cluster.wording.Targets;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status screen as text. Pure. */
final class StatusTable {
  private final Snapshot snapshot;
  private final GpuBill bill;
  private final LeaseTable leases;

  StatusTable(Snapshot snapshot, GpuBill bill, ZoneId zone) {
    this.snapshot = snapshot;
    this.bill = bill;
    this.leases = new LeaseTable(snapshot, zone);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(scalers());
    lines.add("");
    lines.addAll(leases.lines());
    lines.add("");
    lines.addAll(gpus());
    lines.add("");
    lines.addAll(cost());
    return lines;
  }

  private List<String> scalers() {
    Columns columns =
        new Columns("SCALER", "STATE", "TARGET", "READY", "DESIRED", "MIN-MAX", "METRICS");
    List<String> remarks = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      Optional<Hpa> hpa = snapshot.hpaOf(scaledObject);
      Optional<Workload> target = snapshot.targetOf(scaledObject);
      columns.row(
          scaledObject.id(),
          state(scaledObject, hpa),
          scaledObject.targetKind() + " " + scaledObject.targetName(),
          target.map(one -> one.ready() + "/" + one.desired()).orElse("absent"),
          hpa.map(one -> Integer.toString(one.desiredReplicas())).orElse("-"),
          scaledObject.minReplicas() + "-" + scaledObject.maxReplicas(),
          hpa.map(Targets::words).filter(words -> !words.isEmpty()).orElse("-"));
      remarks.addAll(remarks(scaledObject, hpa));
    }
    for (Workload workload : snapshot.workloads()) {
      if (snapshot.scaledObjects().stream()
          .noneMatch(one -> snapshot.targetOf(one).filter(workload::equals).isPresent())) {
        columns.row(
            "-",
            "not scaled",
            workload.kind() + " " + workload.namespace() + "/" + workload.name(),
            workload.ready() + "/" + workload.desired(),
            "-",
            "-",
            "-");
      }
    }
    List<String> lines = new ArrayList<>(columns.lines());
    lines.addAll(remarks);
    return lines;
  }

  private String state(ScaledObject scaledObject, Optional<Hpa> hpa) {
    if (scaledObject.pause().paused()) {
      return hpa.isPresent() ? "pausing" : "paused";
    }
    return hpa.map(
            one ->
                "un-paused "
                    + Words.duration(Duration.between(one.createdAt(), snapshot.takenAt())))
        .orElse("un-paused, no HPA yet");
  }

  /** Conditions that are not as they should be. */
  private static List<String> remarks(ScaledObject scaledObject, Optional<Hpa> hpa) {
    List<String> remarks = new ArrayList<>();
    scaledObject
        .condition("Ready")
        .filter(ready -> !ready.holds())
        .ifPresent(ready -> remarks.add(remark("ScaledObject " + scaledObject.id(), ready)));
    scaledObject
        .condition("Fallback")
        .filter(Condition::holds)
        .ifPresent(fallback -> remarks.add(remark("ScaledObject " + scaledObject.id(), fallback)));
    hpa.ifPresent(
        one ->
            one.conditions().stream()
                .filter(StatusTable::isRemarkable)
                .forEach(condition -> remarks.add(remark("HPA " + one.id(), condition))));
    return remarks;
  }

  /** At the minimum an idle HPA is always limited (TooFewReplicas). */
  private static boolean isRemarkable(Condition condition) {
    return condition.type().equals("ScalingLimited")
        ? condition.reason().equals("TooManyReplicas")
        : !condition.holds();
  }

  private static String remark(String subject, Condition condition) {
    return "  %s: %s=%s, %s: %s"
        .formatted(
            subject, condition.type(), condition.status(), condition.reason(), condition.message());
  }

  private List<String> gpus() {
    List<PodState> pods = snapshot.pods().stream().filter(pod -> pod.gpus() > 0).toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        "GPU pods: "
            + (pods.isEmpty()
                ? snapshot.sees(Part.PODS) ? "none" : "not looked at"
                : pods.stream().map(this::pod).collect(Collectors.joining("; "))));
    lines.add(
        "GPU nodes: "
            + (bill.nodes().isEmpty()
                ? snapshot.sees(Part.NODES) ? "none" : "not looked at"
                : bill.nodes().stream()
                    .map(
                        node ->
                            "%s, %s x %s%s"
                                .formatted(
                                    node.node(),
                                    node.gpus(),
                                    node.type(),
                                    node.used() ? "" : ", unused"))
                    .collect(Collectors.joining("; "))));
    return lines;
  }

  private String pod(PodState pod) {
    String state =
        pod.leaving()
            ? "leaving"
            : pod.ready()
                ? "ready"
                : !pod.unschedulable().isEmpty()
                    ? "pending, " + pod.unschedulable()
                    : pod.waiting().isEmpty() ? "starting" : pod.waiting();
    return "%s %s for %s"
        .formatted(
            pod.id(), state, Words.duration(Duration.between(pod.createdAt(), snapshot.takenAt())));
  }

  private List<String> cost() {
    List<String> lines = new ArrayList<>();
    lines.add("Cost now:      " + bill.now().words());
    int most =
        snapshot.scaledObjects().stream()
            .mapToInt(
                one ->
                    one.maxReplicas()
                        * snapshot.targetOf(one).map(Workload::gpusPerReplica).orElse(0))
            .sum();
    if (most > 0) {
      Money money = bill.ofGpus(most);
      lines.add(
          "All un-paused: at most %s (%s of type %s)"
              .formatted(money.words(), Words.count(most, "GPU"), bill.type()));
    }
    bill.remarks().forEach(remark -> lines.add("  " + remark));
    snapshot.unseen().forEach(unseen -> lines.add("  not looked at: " + unseen.why()));
    return lines;
  }
}
