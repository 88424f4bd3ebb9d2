package dev.scaleproof.twin;

import dev.scaleproof.twin.hpa.HpaController;
import dev.scaleproof.twin.hpa.MetricUnavailable;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An HPA that nobody manages. */
final class HpaTwin implements ScalingTwin {
  private final HorizontalPodAutoscaler autoscaler;
  private final TwinSettings settings;
  private final HpaController controller;
  private Duration nextSync;

  HpaTwin(HorizontalPodAutoscaler autoscaler, TwinSettings settings) {
    this.autoscaler = autoscaler;
    this.settings = settings;
    this.controller = new HpaController(settings.flags());
    this.nextSync = settings.syncPeriod();
  }

  @Override
  public Optional<Duration> nextEvaluation() {
    return Optional.of(nextSync);
  }

  @Override
  public Decision evaluate(Duration now, Workload workload, MetricSource metrics) {
    ScalingTwin.requireDue(nextEvaluation(), now);
    nextSync = now.plus(settings.syncPeriod()).plus(settings.reconcileTime());
    return Decisions.of(
        controller.sync(autoscaler, now, workload, metric -> values(metric, now, metrics)),
        now,
        metric -> false);
  }

  private static List<Long> values(Metric.External metric, Duration now, MetricSource source) {
    Answer answer = source.ask(new MetricRequest(metric.name(), "external", metric.name()), now);
    return switch (answer) {
      case Answer.Failed failed ->
          throw new MetricUnavailable(
              "unable to fetch metrics from external metrics API: " + failed.message());
      case Answer.Values values -> {
        if (values.values().isEmpty()
            || values.values().stream().anyMatch(v -> !Double.isFinite(v))) {
          throw new MetricUnavailable("no metrics returned from external metrics API");
        }
        yield values.values().stream().map(value -> Quantity.milliValue(value)).toList();
      }
    };
  }
}
