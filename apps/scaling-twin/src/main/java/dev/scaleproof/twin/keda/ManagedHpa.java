package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.spec.Behavior;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Metric;
import dev.scaleproof.twin.spec.MetricTarget;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.ScalingModifiers;
import dev.scaleproof.twin.spec.ScalingRules.SelectPolicy;
import dev.scaleproof.twin.spec.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HPA that KEDA makes of a ScaledObject: {@code newHPAForScaledObject} and {@code
 * getScaledObjectMetricSpecs} of {@code controllers/keda/hpa.go}.
 */
public final class ManagedHpa {
  /** The one metric that stands for all triggers under scaling modifiers. */
  public static final String COMPOSITE = "composite-metric";

  private static final String OWNER = "scaledobject.keda.sh/name";

  private ManagedHpa() {}

  /** The HPA, with the API server's defaults filled in. */
  public static HorizontalPodAutoscaler of(ScaledObject scaledObject) {
    return new HorizontalPodAutoscaler(
        scaledObject.namespace(),
        "keda-hpa-" + scaledObject.name(),
        scaledObject.target(),
        Math.max(1, scaledObject.minReplicaCount()),
        scaledObject.maxReplicaCount(),
        metrics(scaledObject),
        behavior(scaledObject));
  }

  private static List<Metric> metrics(ScaledObject scaledObject) {
    Map<String, String> labels = Map.of(OWNER, scaledObject.name());
    List<Metric> metrics = new ArrayList<>();
    for (Trigger trigger : scaledObject.triggers()) {
      metrics.add(
          switch (trigger) {
            case Trigger.External external ->
                new Metric.External(external.metricName(), labels, external.target());
            case Trigger.PodResource resource -> resource.metric();
          });
    }
    metrics.sort(Comparator.comparing(ManagedHpa::typeWord));
    ScalingModifiers modifiers = scaledObject.scalingModifiers();
    if (modifiers == null) {
      return metrics;
    }
    // Resource metrics stay; a ContainerResource metric is lost here, in KEDA too.
    List<Metric> composite = new ArrayList<>();
    for (Metric metric : metrics) {
      if (metric instanceof Metric.Resource resource && resource.container() == null) {
        composite.add(metric);
      }
    }
    long target = GoNumber.toInt64(Double.parseDouble(modifiers.target()) * 1000);
    composite.add(
        new Metric.External(COMPOSITE, labels, new MetricTarget(modifiers.metricType(), target)));
    return composite;
  }

  private static String typeWord(Metric metric) {
    return switch (metric) {
      case Metric.External external -> "External";
      case Metric.Resource resource ->
          resource.container() == null ? "Resource" : "ContainerResource";
    };
  }

  private static @Nullable Behavior behavior(ScaledObject scaledObject) {
    Behavior behavior = scaledObject.behavior();
    if (scaledObject.pause().scaleIn()) {
      Behavior base = behavior == null ? Behavior.defaults() : behavior;
      behavior =
          new Behavior(base.scaleUp(), base.scaleDown().withSelectPolicy(SelectPolicy.DISABLED));
    }
    if (scaledObject.pause().scaleOut()) {
      Behavior base = behavior == null ? Behavior.defaults() : behavior;
      behavior =
          new Behavior(base.scaleUp().withSelectPolicy(SelectPolicy.DISABLED), base.scaleDown());
    }
    return behavior;
  }
}
