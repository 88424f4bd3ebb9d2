package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Proof;
import dev.scaleproof.report.Proof.Change;
import dev.scaleproof.twin.hpa.ControllerFlags;
import dev.scaleproof.twin.hpa.HpaController;
import dev.scaleproof.twin.keda.KedaOperator;
import dev.scaleproof.twin.keda.ManagedHpa;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scaling twin on what a real KEDA and HPA saw: the recorded answers to the triggers' queries.
 * The twin starts from the same count and then follows its own decisions, not the real ones.
 */
final class TwinComparison {
  /**
   * One sync period, since a value on the edge of a window or a scrape may count a sync sooner or
   * later, and the second to which KEDA rounds.
   */
  static final double SLACK = SyncTimes.PERIOD + 1;

  private static final double NANOS = 1e9;

  private TwinComparison() {}

  /** Both sequences of decisions, side by side. */
  static Proof.Twin of(ScaledObject scaledObject, Recording recording) {
    SyncTimes syncs = SyncTimes.of(recording);
    List<Change> twin = replay(scaledObject, recording, syncs.times());
    return compare(recording.changes(), twin, syncs.sentence());
  }

  private static List<Change> replay(
      ScaledObject scaledObject, Recording recording, List<Double> syncs) {
    HorizontalPodAutoscaler autoscaler = ManagedHpa.of(scaledObject);
    HpaController controller = new HpaController(ControllerFlags.defaults());
    KedaOperator operator = new KedaOperator(scaledObject, duration(recording.hpaCreated()), null);
    MetricSource source = source(recording);
    double polling = scaledObject.pollingInterval().toMillis() / 1000.0;
    List<Change> changes = new ArrayList<>();
    int replicas = recording.start();
    double nextPoll = recording.hpaCreated();
    for (double sync : syncs) {
      for (; nextPoll <= sync; nextPoll += polling) {
        int polled =
            operator
                .poll(
                    duration(nextPoll),
                    workload(recording, nextPoll, replicas),
                    source,
                    controller.isScalingActive())
                .desiredReplicas();
        replicas = follow(changes, nextPoll, replicas, polled);
      }
      Duration now = duration(sync);
      Workload workload = workload(recording, sync, replicas);
      int synced =
          controller
              .sync(
                  autoscaler,
                  now,
                  workload,
                  metric -> operator.query(metric.name(), now, workload, source))
              .desiredReplicas();
      replicas = follow(changes, sync, replicas, synced);
    }
    return changes;
  }

  private static int follow(List<Change> changes, double time, int before, int after) {
    if (before != after) {
      changes.add(new Change(Math.round(time * 1e6) / 1e6, before, after));
    }
    return after;
  }

  private static Workload workload(Recording recording, double time, int replicas) {
    return new Workload(replicas, replicas, recording.ready(time, replicas), List.of());
  }

  private static MetricSource source(Recording recording) {
    return (request, now) -> {
      List<Double> values = recording.answer(request.metric(), now.toNanos() / NANOS);
      return values == null
          ? Answer.failed("nothing was recorded of " + request.metric())
          : new Answer.Values(values);
    };
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * NANOS));
  }

  /** Pairs decisions by their order: the counts have to be equal, the times within the slack. */
  static Proof.Twin compare(List<Change> real, List<Change> twin, String phase) {
    List<Proof.Pair> pairs = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(real.size(), twin.size()); i++) {
      Change one = i < real.size() ? real.get(i) : null;
      Change other = i < twin.size() ? twin.get(i) : null;
      pairs.add(
          new Proof.Pair(
              one,
              other,
              one == null || other == null ? null : Math.round((other.t() - one.t()) * 1e6) / 1e6));
      String difference = difference(one, other);
      if (difference != null) {
        differences.add(difference);
      }
    }
    return new Proof.Twin(SLACK, phase, pairs, differences);
  }

  private static @Nullable String difference(@Nullable Change real, @Nullable Change twin) {
    if (real == null) {
      return twin == null ? null : "the twin went " + said(twin) + ", the HPA did not";
    }
    if (twin == null) {
      return "the HPA went " + said(real) + ", the twin did not";
    }
    if (real.from() != twin.from() || real.to() != twin.to()) {
      return "the HPA went " + said(real) + ", the twin " + said(twin);
    }
    double apart = Math.abs(twin.t() - real.t());
    return apart <= SLACK
        ? null
        : String.format(
            Locale.ROOT,
            "the HPA went %s, the twin %.1f s apart from it, more than %.0f s",
            said(real),
            apart,
            SLACK);
  }

  private static String said(Change change) {
    return String.format(Locale.ROOT, "%s at t = %.1f s", change.path(), change.t());
  }
}
