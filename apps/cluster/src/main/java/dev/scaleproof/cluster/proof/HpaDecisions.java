package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Sample;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a real HPA, out of what its status becomes. Its {@code currentReplicas} are
 * those before the sync, {@code desiredReplicas} those after it ({@code setStatus} of {@code
 * horizontal.go}). Not thread-safe.
 */
final class HpaDecisions {
  private @Nullable HorizontalPodAutoscalerStatus before;

  /** The decision that a new version of the HPA shows; empty if its status is not a new one. */
  Optional<Sample.Decision> decision(double t, HorizontalPodAutoscaler hpa) {
    HorizontalPodAutoscalerStatus status = hpa.getStatus();
    if (status == null
        || status.getConditions() == null
        || status.getConditions().isEmpty()
        || status.equals(before)) {
      return Optional.empty();
    }
    before = status;
    int current = Objects.requireNonNullElse(status.getCurrentReplicas(), 0);
    // Before its first success an HPA shows 0 as desired, and after a failure what it had before.
    boolean rescaled =
        named(status.getConditions(), "AbleToScale")
            .filter(able -> "SucceededRescale".equals(able.getReason()))
            .isPresent();
    int desired =
        rescaled ? Objects.requireNonNullElse(status.getDesiredReplicas(), current) : current;
    HorizontalPodAutoscalerCondition telling = telling(status.getConditions(), rescaled);
    return Optional.of(
        new Sample.Decision(
            t,
            Recording.SYNC,
            current,
            desired,
            text(telling.getReason()),
            text(telling.getMessage()),
            readings(hpa.getSpec().getMetrics(), status.getCurrentMetrics())));
  }

  /** A change explains itself; then a failure, stabilization and a limit tell most. */
  private static HorizontalPodAutoscalerCondition telling(
      List<HorizontalPodAutoscalerCondition> conditions, boolean rescaled) {
    Optional<HorizontalPodAutoscalerCondition> able = named(conditions, "AbleToScale");
    if (rescaled && able.isPresent()) {
      return able.get();
    }
    return named(conditions, "ScalingActive")
        .filter(active -> active.getStatus().equals("False"))
        .or(() -> able.filter(one -> text(one.getReason()).endsWith("Stabilized")))
        .or(
            () ->
                named(conditions, "ScalingLimited")
                    .filter(limited -> limited.getStatus().equals("True")))
        .or(() -> able)
        .orElse(conditions.getFirst());
  }

  private static Optional<HorizontalPodAutoscalerCondition> named(
      List<HorizontalPodAutoscalerCondition> conditions, String type) {
    return conditions.stream().filter(one -> one.getType().equals(type)).findFirst();
  }

  private static List<Sample.Reading> readings(
      List<MetricSpec> specs, @Nullable List<MetricStatus> statuses) {
    List<Sample.Reading> readings = new ArrayList<>();
    for (MetricStatus status : statuses == null ? List.<MetricStatus>of() : statuses) {
      if (status.getExternal() != null) {
        String name = status.getExternal().getMetric().getName();
        specs.stream()
            .filter(spec -> spec.getExternal() != null)
            .filter(spec -> spec.getExternal().getMetric().getName().equals(name))
            .findFirst()
            .ifPresent(
                spec ->
                    readings.add(
                        reading(
                            name,
                            spec.getExternal().getTarget(),
                            status.getExternal().getCurrent())));
      }
    }
    return readings;
  }

  private static Sample.Reading reading(
      String name, MetricTarget target, MetricValueStatus current) {
    boolean average = target.getAverageValue() != null;
    return new Sample.Reading(
        name,
        number(average ? current.getAverageValue() : current.getValue()),
        Objects.requireNonNullElse(
            number(average ? target.getAverageValue() : target.getValue()), 0.0),
        target.getType(),
        null,
        null);
  }

  private static @Nullable Double number(@Nullable Quantity quantity) {
    return quantity == null ? null : quantity.getNumericalAmount().doubleValue();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
