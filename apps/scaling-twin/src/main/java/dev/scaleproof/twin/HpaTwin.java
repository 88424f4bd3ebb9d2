package dev.scaleproof.twin;

import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import java.time.Duration;
import java.util.Optional;

final class HpaTwin implements ScalingTwin {
  private final HorizontalPodAutoscaler autoscaler;
  private final TwinSettings settings;

  HpaTwin(HorizontalPodAutoscaler autoscaler, TwinSettings settings) {
    this.autoscaler = autoscaler;
    this.settings = settings;
  }

  @Override
  public Optional<Duration> nextEvaluation() {
    return Optional.of(settings.syncPeriod());
  }

  @Override
  public Decision evaluate(Duration now, Workload workload, MetricSource metrics) {
    throw new UnsupportedOperationException(autoscaler.name());
  }
}
