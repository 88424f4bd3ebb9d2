package dev.scaleproof.twin;

import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A workload that at once has the replicas it is told to have. */
final class Cluster {
  private final ScalingTwin twin;
  private final List<Decision> decisions = new ArrayList<>();
  private int replicas;

  Cluster(ScalingTwin twin, int replicas) {
    this.twin = twin;
    this.replicas = replicas;
  }

  /** Lets every decision up to {@code end} happen when it is due. */
  void runUntil(Duration end, MetricSource metrics) {
    Optional<Duration> next = twin.nextEvaluation();
    while (next.isPresent() && next.get().compareTo(end) <= 0) {
      Decision decision = twin.evaluate(next.get(), Workload.settled(replicas), metrics);
      decisions.add(decision);
      replicas = decision.desiredReplicas();
      next = twin.nextEvaluation();
    }
  }

  int replicas() {
    return replicas;
  }

  void setReplicas(int changed) {
    replicas = changed;
  }

  List<Decision> decisions() {
    return decisions;
  }

  Decision last() {
    return decisions.getLast();
  }

  /** Each change as {@code second: from -> to (who)}. */
  List<String> changes() {
    return decisions.stream()
        .filter(Decision::rescales)
        .map(
            decision ->
                decision.at().toSeconds()
                    + ": "
                    + decision.currentReplicas()
                    + " -> "
                    + decision.desiredReplicas()
                    + " ("
                    + decision.by()
                    + ")")
        .toList();
  }
}
