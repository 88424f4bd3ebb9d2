package dev.scaleproof.twin.keda;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One copy of {@code status.health} and of the condition Fallback.
 *
 * <p>KEDA's operator holds several copies of a ScaledObject. Each change is made on one of them and
 * sent to the API server as a patch of only what changed there; the answer then replaces the copy.
 * So a copy that has not been touched for a while does not know about failures that were counted
 * elsewhere, and a success that changes nothing in it resets nothing on the server ({@code
 * UpdateHealthStatus}, {@code IncrementFailure} and {@code updateStatus} of {@code
 * pkg/fallback/fallback.go}).
 */
final class Health {
  private record Metric(int failures, boolean failing) {}

  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private @Nullable Boolean fallbackCondition;

  void replaceBy(Health other) {
    Map<String, Metric> copied = Map.copyOf(other.metrics);
    metrics.clear();
    metrics.putAll(copied);
    fallbackCondition = other.fallbackCondition;
  }

  /** Failures in a row, by metric. */
  Map<String, Integer> failures() {
    Map<String, Integer> failures = new LinkedHashMap<>();
    metrics.forEach((name, metric) -> failures.put(name, metric.failures()));
    return failures;
  }

  int failures(String name) {
    Metric metric = metrics.get(name);
    return metric == null ? 0 : metric.failures();
  }

  void succeeded(String name, int threshold, Health server) {
    change(name, new Metric(0, false), threshold, server);
  }

  /** Returns the count after this failure. */
  int failed(String name, int threshold, Health server) {
    int count = failures(name) + 1;
    change(name, new Metric(count, true), threshold, server);
    return count;
  }

  private void change(String name, Metric changed, int threshold, Health server) {
    Metric before = metrics.put(name, changed);
    boolean condition =
        metrics.values().stream()
            .anyMatch(metric -> metric.failing() && metric.failures() > threshold);
    boolean conditionChanged = fallbackCondition == null || fallbackCondition != condition;
    fallbackCondition = condition;
    if (changed.equals(before) && !conditionChanged) {
      return;
    }
    server.patch(name, before, changed);
    if (conditionChanged) {
      server.fallbackCondition = condition;
    }
    replaceBy(server);
  }

  private void patch(String name, @Nullable Metric before, Metric changed) {
    Metric own = metrics.getOrDefault(name, new Metric(0, false));
    boolean countChanged = before == null || before.failures() != changed.failures();
    boolean stateChanged = before == null || before.failing() != changed.failing();
    if (countChanged || stateChanged) {
      metrics.put(
          name,
          new Metric(
              countChanged ? changed.failures() : own.failures(),
              stateChanged ? changed.failing() : own.failing()));
    }
  }
}
