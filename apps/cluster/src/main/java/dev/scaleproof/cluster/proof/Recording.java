package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Proof.Change;
import dev.scaleproof.report.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the twin needs of the samples of a run, and what it is compared with. Immutable.
 *
 * @param hpaCreated when the HPA appeared
 * @param end when the last sample was taken
 * @param start replicas that were asked for when the HPA appeared
 * @param changes of the replicas that are asked for, as the Deployment showed them, since then
 * @param statuses the HPA's, each time that it changed
 */
record Recording(
    double hpaCreated,
    double end,
    int start,
    List<Change> changes,
    List<HpaStatus> statuses,
    Map<String, NavigableMap<Double, List<Double>>> metrics,
    NavigableMap<Double, Sample.Observation> observations) {

  /** Who decides, in the samples of a run. */
  static final String SYNC = "HPA sync";

  private static final String AVERAGE = "AverageValue";

  /**
   * The HPA's status after a sync that changed it.
   *
   * @param replicas before the sync
   * @param values of its metrics by name, as the status shows them
   * @param averages true: they are per replica; false: they are totals
   */
  record HpaStatus(double t, int replicas, Map<String, Double> values, boolean averages) {}

  /** Takes a run's samples, with at least one observation, in order of time. */
  static Recording of(List<Sample> samples, double hpaCreated) {
    List<Change> changes = new ArrayList<>();
    List<HpaStatus> statuses = new ArrayList<>();
    Map<String, NavigableMap<Double, List<Double>>> metrics = new HashMap<>();
    NavigableMap<Double, Sample.Observation> observations = new TreeMap<>();
    double end = hpaCreated;
    int start = 0;
    Integer desired = null;
    for (Sample sample : samples) {
      switch (sample) {
        case Sample.Observation observation -> {
          observations.put(observation.t(), observation);
          if (desired == null || observation.t() < hpaCreated) {
            start = observation.desired();
          } else if (desired != observation.desired()) {
            changes.add(new Change(observation.t(), desired, observation.desired()));
          }
          desired = observation.desired();
          end = Math.max(end, observation.t());
        }
        case Sample.Decision decision when decision.by().equals(SYNC) ->
            statuses.add(status(decision));
        case Sample.Metric metric ->
            metrics
                .computeIfAbsent(metric.name(), name -> new TreeMap<>())
                .put(metric.t(), metric.values());
        default -> {}
      }
    }
    return new Recording(hpaCreated, end, start, changes, statuses, metrics, observations);
  }

  private static HpaStatus status(Sample.Decision decision) {
    Map<String, Double> values = new HashMap<>();
    boolean averages = true;
    for (Sample.Reading reading : decision.metrics()) {
      if (reading.value() != null) {
        values.put(reading.name(), reading.value());
        averages &= AVERAGE.equals(reading.targetType());
      }
    }
    return new HpaStatus(decision.t(), decision.current(), values, averages);
  }

  /** The moments at which the triggers' queries were evaluated. */
  NavigableSet<Double> seconds() {
    NavigableSet<Double> seconds = new TreeSet<>();
    metrics.values().forEach(values -> seconds.addAll(values.keySet()));
    return Collections.unmodifiableNavigableSet(seconds);
  }

  /** What the queries gave at or last before a time; a query with no single value is left out. */
  Map<String, Double> valuesAt(double time) {
    Map<String, Double> values = new HashMap<>();
    metrics.forEach(
        (name, series) -> {
          Map.Entry<Double, List<Double>> entry = series.floorEntry(time);
          if (entry != null && entry.getValue().size() == 1) {
            values.put(name, entry.getValue().getFirst());
          }
        });
    return values;
  }

  /** What one query gave at or last before a time; null where nothing was recorded. */
  @Nullable List<Double> answer(String metric, double time) {
    NavigableMap<Double, List<Double>> series = metrics.get(metric);
    Map.Entry<Double, List<Double>> entry = series == null ? null : series.floorEntry(time);
    return entry == null ? null : entry.getValue();
  }

  /** Replicas that were ready at a time, if so many were asked for then; else that count itself. */
  int ready(double time, int replicas) {
    Map.Entry<Double, Sample.Observation> entry = observations.floorEntry(time);
    return entry == null || entry.getValue().desired() != replicas
        ? replicas
        : (int) entry.getValue().pods().stream().filter(Sample.PodState::serving).count();
  }
}
