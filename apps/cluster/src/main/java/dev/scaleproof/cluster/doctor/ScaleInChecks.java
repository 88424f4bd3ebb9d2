package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Past;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.wording.Targets;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why replicas stay up. With min at 1 or more that is the HPA's stabilization window (300 s unless
 * told), not cooldownPeriod, which only concerns the way to zero.
 */
final class ScaleInChecks implements Check {
  private static final String NAME = "scale-in";

  /** kubernetes/pkg/controller/podautoscaler: within this share of the target nothing changes. */
  private static final double TOLERANCE = 0.1;

  /** A few syncs past the window before it looks wrong. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      snapshot
          .hpaOf(scaledObject)
          .filter(hpa -> hpa.currentReplicas() > hpa.minReplicas())
          // Else it stays for want of a metric, which HpaChecks says.
          .filter(Hpa::readsEveryMetric)
          .map(hpa -> staying(snapshot, scaledObject, hpa))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private static Finding staying(Snapshot snapshot, ScaledObject scaledObject, Hpa hpa) {
    Optional<Hpa.Metric> holder =
        hpa.metrics().stream()
            .filter(
                metric ->
                    wanted(metric, hpa, metric.current().getAsDouble()) >= hpa.currentReplicas())
            .findFirst();
    if (holder.isPresent()) {
      return Finding.ok(
          NAME,
          scaledObject.id(),
          "%s are wanted by %s"
              .formatted(
                  Words.count(hpa.currentReplicas(), "replica"), Targets.words(holder.get())));
    }
    Duration window = Duration.ofSeconds(hpa.scaleInWindowSeconds());
    Duration waited =
        Duration.between(hpa.lastScaled().orElse(hpa.createdAt()), snapshot.takenAt());
    Optional<Held> held = held(snapshot, scaledObject, hpa);
    // Without a demand that explains them: a fresh HPA starts its window with the replicas it
    // finds.
    Duration left = window.minus(held.map(one -> one.past().ago()).orElse(waited));
    String evidence =
        "%s, min %d, %s; the HPA acts on the highest demand of its last %d s%s"
            .formatted(
                Words.count(hpa.currentReplicas(), "replica"),
                hpa.minReplicas(),
                Targets.words(hpa),
                hpa.scaleInWindowSeconds(),
                held.map(Held::words).orElseGet(() -> since(hpa, waited)));
    if (left.plus(GRACE).isPositive()) {
      return Finding.note(
          NAME,
          scaledObject.id(),
          evidence,
          "wait: %s if demand stays low. It is the HPA's window, not cooldownPeriod (%d s), which only concerns the way to zero. Shorter: advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds"
              .formatted(
                  left.isPositive() ? "about " + Words.duration(left) + " more" : "it is due now",
                  scaledObject.cooldownSeconds()));
    }
    return Finding.problem(
        NAME,
        scaledObject.id(),
        evidence + "; that is over, and nothing holds it",
        Remedy.describe(hpa.namespace(), "hpa", hpa.name()));
  }

  private static String since(Hpa hpa, Duration waited) {
    return hpa.lastScaled().isPresent()
        ? ", and last scaled %s ago".formatted(Words.duration(waited))
        : ", and found these replicas %s ago".formatted(Words.duration(waited));
  }

  /** A demand in the window that wanted the replicas. */
  private record Held(ScaledObject.Trigger trigger, Past past) {
    String words() {
      return ", and %s ago %s was %s"
          .formatted(Words.duration(past.ago()), trigger.query(), Words.number(past.value()));
    }
  }

  /** The latest of them that Prometheus remembers. */
  private static Optional<Held> held(Snapshot snapshot, ScaledObject scaledObject, Hpa hpa) {
    List<Held> all = new ArrayList<>();
    for (int i = 0; i < scaledObject.triggers().size(); i++) {
      ScaledObject.Trigger trigger = scaledObject.triggers().get(i);
      // KEDA's name for it (pkg/scalers/scaler.go); a composite formula hides its triggers.
      String name = "s%d-prometheus".formatted(i);
      Optional<Hpa.Metric> metric =
          hpa.metrics().stream().filter(one -> one.name().equals(name)).findFirst();
      if (metric.isPresent()
          && snapshot.monitoring().answerTo(trigger).orElse(null)
              instanceof Answer.Value(double now, List<Past> window)) {
        window.stream()
            .filter(past -> past.value() > now)
            .filter(past -> wantedThen(metric.get(), hpa, past) >= hpa.currentReplicas())
            .forEach(past -> all.add(new Held(trigger, past)));
      }
    }
    return all.stream().min(Comparator.comparing(one -> one.past().ago()));
  }

  private static int wantedThen(Hpa.Metric metric, Hpa hpa, Past past) {
    return wanted(
        metric, hpa, metric.perReplica() ? past.value() / hpa.currentReplicas() : past.value());
  }

  private static int wanted(Hpa.Metric metric, Hpa hpa, double current) {
    double ratio = current / metric.target();
    return Math.abs(ratio - 1) <= TOLERANCE
        ? hpa.currentReplicas()
        : (int) Math.ceil(ratio * hpa.currentReplicas());
  }
}
