package dev.scaleproof.cluster.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * When the HPA controller synced. It writes an HPA's status at the end of a sync, but only when
 * something in it is new ({@code updateStatusIfNeeded} of {@code horizontal.go}), so a sync is seen
 * where the status changed; the others lie evenly between those. The controller itself takes up an
 * HPA one period after it was made or last dealt with ({@code enqueueHPA}).
 *
 * <p>A status comes a moment after the metric was asked for. Where that moment had another whole
 * second (KEDA asks Prometheus for whole seconds), the status tells: it holds the value that was
 * got.
 *
 * @param times in order
 * @param seen of them, those where the status changed
 * @param reported of those, the ones whose status holds a metric
 * @param matched of those, the ones with the value that Prometheus has for that moment
 */
record SyncTimes(List<Double> times, int seen, int reported, int matched) {
  /** Kubernetes' default; a cluster's own flag cannot be read from outside. */
  static final double PERIOD = 15;

  /** How long before its status a sync may have asked for the metric. */
  private static final double ASKED_BEFORE = 2;

  /** Just before the next whole second. */
  private static final double WITHIN_SECOND = 0.999;

  private static final double MILLI = 1000;

  /** What the recording implies. */
  static SyncTimes of(Recording recording) {
    List<Double> seen = new ArrayList<>();
    int reported = 0;
    int matched = 0;
    for (Recording.HpaStatus status : recording.statuses()) {
      double time = status.t();
      if (!status.values().isEmpty()) {
        double asked = asked(status, recording);
        reported++;
        matched += asked < 0 ? 0 : 1;
        time = asked < 0 ? time : Math.min(time, asked + WITHIN_SECOND);
      }
      if (seen.isEmpty() || time - seen.getLast() > PERIOD / 2) {
        seen.add(time);
      }
    }
    return new SyncTimes(
        filled(seen, recording.hpaCreated(), recording.end()), seen.size(), reported, matched);
  }

  /** The latest whole second whose recorded values are the reported ones; -1 if there is none. */
  private static double asked(Recording.HpaStatus status, Recording recording) {
    for (double second : recording.seconds().headSet(status.t(), true).descendingSet()) {
      if (second < status.t() - ASKED_BEFORE) {
        break;
      }
      if (agrees(status, recording.valuesAt(second))) {
        return second;
      }
    }
    return -1;
  }

  private static boolean agrees(Recording.HpaStatus status, Map<String, Double> recorded) {
    return status.values().entrySet().stream()
        .allMatch(
            reported -> {
              Double total = recorded.get(reported.getKey());
              if (total == null) {
                return false;
              }
              double shown = status.averages() ? total / Math.max(1, status.replicas()) : total;
              // The HPA rounds an average up to the next thousandth.
              return Math.abs(shown - reported.getValue()) <= 1.001 / MILLI;
            });
  }

  private static List<Double> filled(List<Double> seen, double created, double end) {
    List<Double> times = new ArrayList<>();
    if (seen.isEmpty()) {
      for (double time = created + PERIOD; time <= end; time += PERIOD) {
        times.add(time);
      }
      return times;
    }
    double period = period(seen);
    double first = seen.getFirst();
    for (long before = Math.round((first - created) / period) - 1; before > 0; before--) {
      times.add(first - before * period);
    }
    times.add(first);
    for (int i = 1; i < seen.size(); i++) {
      double from = seen.get(i - 1);
      double to = seen.get(i);
      long steps = Math.max(1, Math.round((to - from) / PERIOD));
      for (int step = 1; step <= steps; step++) {
        times.add(from + (to - from) * step / steps);
      }
    }
    for (double time = seen.getLast() + period; time <= end; time += period) {
      times.add(time);
    }
    return times;
  }

  /** The mean time from sync to sync. */
  private static double period(List<Double> seen) {
    double span = seen.getLast() - seen.getFirst();
    long steps = 0;
    for (int i = 1; i < seen.size(); i++) {
      steps += Math.max(1, Math.round((seen.get(i) - seen.get(i - 1)) / PERIOD));
    }
    return steps == 0 ? PERIOD : span / steps;
  }

  /** How the times were found, for people. */
  String sentence() {
    if (seen == 0) {
      return "The HPA's status never changed, so the twin synced every %.0f s from the HPA's creation on."
          .formatted(PERIOD);
    }
    return String.format(
        Locale.ROOT,
        "It synced when the HPA did: the HPA's status showed %d of %d syncs, and the others lie evenly"
            + " between them. At %d of the %d that reported a metric, it was the value that Prometheus has for"
            + " that second.",
        seen,
        times.size(),
        matched,
        reported);
  }
}
