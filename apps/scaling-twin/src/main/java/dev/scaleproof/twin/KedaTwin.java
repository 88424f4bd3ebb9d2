package dev.scaleproof.twin;

import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import java.util.Optional;

final class KedaTwin implements ScalingTwin {
  private final ScaledObject scaledObject;
  private final TwinSettings settings;

  KedaTwin(ScaledObject scaledObject, TwinSettings settings) {
    this.scaledObject = scaledObject;
    this.settings = settings;
  }

  @Override
  public Optional<Duration> nextEvaluation() {
    return Optional.of(settings.syncPeriod());
  }

  @Override
  public Decision evaluate(Duration now, Workload workload, MetricSource metrics) {
    throw new UnsupportedOperationException(scaledObject.name());
  }
}
