package dev.scaleproof.cluster.read;

import static dev.scaleproof.cluster.read.Fields.number;
import static dev.scaleproof.cluster.read.Fields.text;
import static dev.scaleproof.cluster.read.Fields.time;

import dev.scaleproof.cluster.snapshot.Condition;
import dev.scaleproof.cluster.snapshot.Hpa;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** HPAs. */
public final class Hpas {
  /**
   * pkg/apis/autoscaling/v2/defaults.go; the controller's own default where there is no behavior.
   */
  private static final int SCALE_IN_WINDOW_SECONDS = 300;

  private Hpas() {}

  /** One of them. */
  public static Hpa of(HorizontalPodAutoscaler hpa) {
    HorizontalPodAutoscalerStatus status = hpa.getStatus();
    List<MetricStatus> current =
        status == null ? List.of() : Fields.list(status.getCurrentMetrics());
    return new Hpa(
        hpa.getMetadata().getNamespace(),
        hpa.getMetadata().getName(),
        hpa.getSpec().getScaleTargetRef().getKind(),
        hpa.getSpec().getScaleTargetRef().getName(),
        hpa.getSpec().getMinReplicas() == null ? 1 : hpa.getSpec().getMinReplicas(),
        hpa.getSpec().getMaxReplicas(),
        status == null ? 0 : number(status.getCurrentReplicas()),
        status == null ? 0 : number(status.getDesiredReplicas()),
        Fields.list(hpa.getSpec().getMetrics()).stream()
            .map(spec -> metric(spec, current))
            .toList(),
        scaleInWindow(hpa),
        status == null
            ? List.of()
            : Fields.list(status.getConditions()).stream()
                .map(
                    condition ->
                        new Condition(
                            condition.getType(),
                            condition.getStatus(),
                            text(condition.getReason()),
                            text(condition.getMessage())))
                .toList(),
        time(hpa.getMetadata().getCreationTimestamp()),
        Optional.ofNullable(status).map(one -> one.getLastScaleTime()).map(Fields::time));
  }

  private static int scaleInWindow(HorizontalPodAutoscaler hpa) {
    return Optional.ofNullable(hpa.getSpec().getBehavior())
        .map(behavior -> behavior.getScaleDown())
        .map(down -> down.getStabilizationWindowSeconds())
        .orElse(SCALE_IN_WINDOW_SECONDS);
  }

  private static Hpa.Metric metric(MetricSpec spec, List<MetricStatus> current) {
    String name = name(spec);
    MetricTarget target = target(spec);
    OptionalDouble now =
        current.stream()
            .filter(one -> one.getType().equals(spec.getType()) && name.equals(name(one)))
            .map(Hpas::value)
            .filter(OptionalDouble::isPresent)
            .findFirst()
            .orElse(OptionalDouble.empty());
    return new Hpa.Metric(
        spec.getType(),
        name,
        target != null && !"Value".equals(target.getType()),
        target == null ? 0 : target(target),
        now);
  }

  private static String name(MetricSpec spec) {
    return switch (spec.getType()) {
      case "External" -> spec.getExternal().getMetric().getName();
      case "Resource" -> spec.getResource().getName();
      case "ContainerResource" -> spec.getContainerResource().getName();
      case "Pods" -> spec.getPods().getMetric().getName();
      case "Object" -> spec.getObject().getMetric().getName();
      default -> spec.getType();
    };
  }

  private static String name(MetricStatus status) {
    return switch (status.getType()) {
      case "External" -> status.getExternal().getMetric().getName();
      case "Resource" -> status.getResource().getName();
      case "ContainerResource" -> status.getContainerResource().getName();
      case "Pods" -> status.getPods().getMetric().getName();
      case "Object" -> status.getObject().getMetric().getName();
      default -> status.getType();
    };
  }

  private static @Nullable MetricTarget target(MetricSpec spec) {
    return switch (spec.getType()) {
      case "External" -> spec.getExternal().getTarget();
      case "Resource" -> spec.getResource().getTarget();
      case "ContainerResource" -> spec.getContainerResource().getTarget();
      case "Pods" -> spec.getPods().getTarget();
      case "Object" -> spec.getObject().getTarget();
      default -> null;
    };
  }

  private static OptionalDouble value(MetricStatus status) {
    return switch (status.getType()) {
      case "External" -> value(status.getExternal().getCurrent());
      case "Resource" -> value(status.getResource().getCurrent());
      case "ContainerResource" -> value(status.getContainerResource().getCurrent());
      case "Pods" -> value(status.getPods().getCurrent());
      case "Object" -> value(status.getObject().getCurrent());
      default -> OptionalDouble.empty();
    };
  }

  private static OptionalDouble value(@Nullable MetricValueStatus current) {
    if (current == null) {
      return OptionalDouble.empty();
    }
    if (current.getAverageUtilization() != null) {
      return OptionalDouble.of(current.getAverageUtilization());
    }
    Quantity quantity =
        current.getAverageValue() != null ? current.getAverageValue() : current.getValue();
    return quantity == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(quantity.getNumericalAmount().doubleValue());
  }

  private static double target(MetricTarget target) {
    if (target.getAverageUtilization() != null) {
      return target.getAverageUtilization();
    }
    Quantity quantity =
        target.getAverageValue() != null ? target.getAverageValue() : target.getValue();
    return quantity == null ? 0 : quantity.getNumericalAmount().doubleValue();
  }
}
