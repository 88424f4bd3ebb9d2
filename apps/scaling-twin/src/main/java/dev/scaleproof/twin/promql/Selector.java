package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chooses series. */
record Selector(String name, List<LabelMatcher> matchers) {
  /** Prometheus' default --query.lookback-delta. */
  private static final long LOOKBACK_MILLIS = 5 * 60 * 1000L;

  /** The latest sample of each series in the five minutes up to {@code at}, unless it is stale. */
  List<Sample> instant(SampleStore store, long at) {
    List<Sample> samples = new ArrayList<>();
    for (Series series : series(store)) {
      int index = series.latest(at - LOOKBACK_MILLIS, at);
      if (index >= 0) {
        samples.add(new Sample(series.name(), series.labels(), series.value(index)));
      }
    }
    return samples;
  }

  List<Series> series(SampleStore store) {
    List<Series> chosen = new ArrayList<>();
    for (Series series : store.named(name)) {
      if (matchesAll(series)) {
        chosen.add(series);
      }
    }
    return chosen;
  }

  /**
   * The labels that every chosen series has, for {@code absent} (createLabelsForAbsentFunction).
   */
  Map<String, String> certainLabels() {
    Map<String, String> certain = new TreeMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (LabelMatcher matcher : matchers) {
      uses.merge(matcher.label(), 1, Integer::sum);
      if (matcher.isEquality() && !matcher.value().isEmpty()) {
        certain.put(matcher.label(), matcher.value());
      }
    }
    certain.keySet().removeIf(label -> uses.getOrDefault(label, 0) > 1);
    certain.remove("__name__");
    return certain;
  }

  private boolean matchesAll(Series series) {
    for (LabelMatcher matcher : matchers) {
      String actual =
          matcher.label().equals("__name__")
              ? series.name()
              : series.labels().getOrDefault(matcher.label(), "");
      if (!matcher.matches(actual)) {
        return false;
      }
    }
    return true;
  }
}
