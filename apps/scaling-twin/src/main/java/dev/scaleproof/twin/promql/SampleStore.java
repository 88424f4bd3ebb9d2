package dev.scaleproof.twin.promql;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Series of timed samples, as a Prometheus would hold them after scraping.
 *
 * <p>Timestamps are kept in milliseconds. Not thread-safe.
 */
public final class SampleStore {
  private final long retentionMillis;
  private final Map<String, Map<Map<String, String>, Series>> byName = new HashMap<>();
  private final Map<Map<String, String>, Set<Series>> lastScrape = new HashMap<>();

  /** A store that keeps samples for an hour. */
  public SampleStore() {
    this(Duration.ofHours(1));
  }

  /**
   * A store with another memory.
   *
   * @param retention how far back samples are kept; older ones go when new ones arrive
   */
  public SampleStore(Duration retention) {
    this.retentionMillis = retention.toMillis();
  }

  /**
   * Adds a sample.
   *
   * @param labels without the metric's name
   * @throws IllegalArgumentException if {@code at} is before the series' last sample
   */
  public void append(String name, Map<String, String> labels, Duration at, double value) {
    append(series(name, labels), at.toMillis(), value, false);
  }

  /**
   * Takes in the text of one successful scrape. What was there at the target's last scrape and is
   * no longer becomes stale at once; {@code up} becomes 1.
   *
   * @param target the labels that name the target ({@code namespace}, {@code pod}, {@code
   *     instance}); they are added to every sample, and a label of the same name in the text moves
   *     to {@code exported_…}
   * @param exposition Prometheus' text format
   * @throws IllegalArgumentException if the text is not in that format, naming the line; nothing is
   *     taken in then
   */
  public void scrape(Map<String, String> target, Duration at, String exposition) {
    List<Exposition.Sample> samples = Exposition.parse(exposition);
    long time = at.toMillis();
    Set<Series> seen = new HashSet<>();
    for (Exposition.Sample sample : samples) {
      Series series = series(sample.name(), merged(target, sample.labels()));
      if (sample.time() == null) {
        append(series, time, sample.value(), false);
        seen.add(series);
      } else {
        // A series with its own timestamps gets no stale markers (Prometheus' default).
        append(series, sample.time(), sample.value(), false);
      }
    }
    Set<Series> gone = lastScrape.getOrDefault(target, Set.of());
    for (Series series : gone) {
      if (!seen.contains(series)) {
        append(series, time, Double.NaN, true);
      }
    }
    lastScrape.put(Map.copyOf(target), seen);
    append(series("up", target), time, 1, false);
    forgetOldSeries(time);
  }

  /** Notes that a scrape failed: all of the target's series become stale, {@code up} is 0. */
  public void scrapeFailed(Map<String, String> target, Duration at) {
    markStale(target, at.toMillis());
    append(series("up", target), at.toMillis(), 0, false);
  }

  /** Notes that discovery lost the target: all of its series become stale, {@code up} too. */
  public void targetGone(Map<String, String> target, Duration at) {
    markStale(target, at.toMillis());
    append(series("up", target), at.toMillis(), Double.NaN, true);
    forgetOldSeries(at.toMillis());
  }

  /** All series of a metric; every series if {@code name} is empty. */
  Collection<Series> named(String name) {
    if (!name.isEmpty()) {
      return byName.getOrDefault(name, Map.of()).values();
    }
    return byName.values().stream().flatMap(series -> series.values().stream()).toList();
  }

  private void markStale(Map<String, String> target, long time) {
    Set<Series> gone = lastScrape.remove(target);
    if (gone != null) {
      gone.forEach(series -> append(series, time, Double.NaN, true));
    }
  }

  private Series series(String name, Map<String, String> labels) {
    return byName
        .computeIfAbsent(name, key -> new LinkedHashMap<>())
        .computeIfAbsent(Map.copyOf(labels), key -> new Series(name, key));
  }

  private void append(Series series, long time, double value, boolean stale) {
    series.append(time, value, stale);
    series.dropBefore(time - retentionMillis);
  }

  private void forgetOldSeries(long time) {
    long oldest = time - retentionMillis;
    byName.values().forEach(named -> named.values().removeIf(s -> s.lastTime() < oldest));
    byName.values().removeIf(Map::isEmpty);
  }

  private static Map<String, String> merged(
      Map<String, String> target, Map<String, String> labels) {
    Map<String, String> merged = new TreeMap<>(target);
    labels.forEach(
        (label, value) ->
            merged.put(target.containsKey(label) ? "exported_" + label : label, value));
    // An empty label is the same as none.
    merged.values().removeIf(String::isEmpty);
    return merged;
  }
}
