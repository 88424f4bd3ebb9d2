package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.wording.Targets;
import dev.scaleproof.cluster.wording.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
          .filter(hpa -> hpa.metrics().stream().allMatch(metric -> metric.current().isPresent()))
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
    Instant last = hpa.lastScaled().orElse(hpa.createdAt());
    Duration waited = Duration.between(last, snapshot.takenAt());
    Optional<String> peak = peak(snapshot, scaledObject);
    String evidence =
        "%s, min %d, %s; last scaled %s ago, and the HPA waits until the highest demand of the last %d s is lower"
            .formatted(
                Words.count(hpa.currentReplicas(), "replica"),
                hpa.minReplicas(),
                Targets.words(hpa),
                Words.duration(waited),
                hpa.scaleInWindowSeconds());
    if (peak.isPresent() || waited.compareTo(window.plus(GRACE)) < 0) {
      return Finding.note(
          NAME,
          scaledObject.id(),
          evidence + peak.orElse(""),
          "wait; cooldownPeriod (%d s) has no part in it. Shorter: advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds"
              .formatted(scaledObject.cooldownSeconds()));
    }
    return Finding.problem(
        NAME,
        scaledObject.id(),
        evidence + "; that is over, and nothing holds it",
        Remedy.describe(hpa.namespace(), "hpa", hpa.name()));
  }

  /** What Prometheus remembers of the window, if it explains the count. */
  private static Optional<String> peak(Snapshot snapshot, ScaledObject scaledObject) {
    for (ScaledObject.Trigger trigger : scaledObject.triggers()) {
      if (snapshot.monitoring().answerTo(trigger).orElse(null)
              instanceof Answer.Value(double now, OptionalDouble highest)
          && highest.isPresent()
          && highest.getAsDouble() > now) {
        return Optional.of(
            ". In that time %s was up to %s"
                .formatted(trigger.query(), Words.number(highest.getAsDouble())));
      }
    }
    return Optional.empty();
  }

  private static int wanted(Hpa.Metric metric, Hpa hpa, double current) {
    double ratio = current / metric.target();
    return Math.abs(ratio - 1) <= TOLERANCE
        ? hpa.currentReplicas()
        : (int) Math.ceil(ratio * hpa.currentReplicas());
  }
}
