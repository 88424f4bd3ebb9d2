package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads an HPA. What is refused follows {@code pkg/apis/autoscaling/validation/validation.go};
 * metrics of type Pods and Object are valid there but unsupported here.
 */
final class HorizontalPodAutoscalerReader {
  private final Fields document;

  HorizontalPodAutoscalerReader(String yaml) {
    document = Manifest.document(yaml, "autoscaling/v2", "HorizontalPodAutoscaler");
  }

  HorizontalPodAutoscaler read() {
    Fields metadata = Manifest.metadata(document);
    Fields spec = document.fields("spec");
    document.end();
    int minimum = orElse(spec.optionalInteger("minReplicas", 1), 1);
    int maximum = spec.integer("maxReplicas", 1);
    if (minimum > maximum) {
      throw spec.problem(
          "maxReplicas", "is " + maximum + "; it must be at least minReplicas, " + minimum);
    }
    HorizontalPodAutoscaler autoscaler =
        new HorizontalPodAutoscaler(
            Manifest.namespace(metadata),
            metadata.text("name"),
            target(spec.fields("scaleTargetRef")),
            minimum,
            maximum,
            metrics(spec),
            BehaviorReader.read(spec));
    spec.end();
    return autoscaler;
  }

  private static ScaleTarget target(Fields reference) {
    String apiVersion = reference.optionalText("apiVersion");
    ScaleTarget target =
        new ScaleTarget(
            apiVersion == null ? "" : apiVersion, reference.text("kind"), reference.text("name"));
    reference.end();
    return target;
  }

  private static List<Metric> metrics(Fields spec) {
    List<Fields> listed = spec.optionalList("metrics");
    if (listed == null || listed.isEmpty()) {
      // SetDefaults_HorizontalPodAutoscaler: 80 % of the CPU request.
      return List.of(new Metric.Resource("cpu", null, new MetricTarget(Kind.UTILIZATION, 80)));
    }
    List<Metric> metrics = new ArrayList<>();
    for (Fields fields : listed) {
      metrics.add(metric(fields));
      fields.end();
    }
    return metrics;
  }

  private static Metric metric(Fields fields) {
    String type = fields.text("type");
    return switch (type) {
      case "Resource" -> {
        Fields source = fields.fields("resource");
        Metric metric =
            new Metric.Resource(
                source.text("name"), null, target(source, Kind.UTILIZATION, Kind.AVERAGE_VALUE));
        source.end();
        yield metric;
      }
      case "ContainerResource" -> {
        Fields source = fields.fields("containerResource");
        Metric metric =
            new Metric.Resource(
                source.text("name"),
                source.text("container"),
                target(source, Kind.UTILIZATION, Kind.AVERAGE_VALUE));
        source.end();
        yield metric;
      }
      case "External" -> {
        Fields source = fields.fields("external");
        Fields identifier = source.fields("metric");
        Metric metric =
            new Metric.External(
                identifier.text("name"),
                labels(identifier),
                target(source, Kind.VALUE, Kind.AVERAGE_VALUE));
        identifier.end();
        source.end();
        yield metric;
      }
      case "Pods", "Object" ->
          throw fields.problem(
              "type", "metrics of type " + type + " are not supported; use Resource or External");
      default ->
          throw fields.problem(
              "type", "'" + type + "' is none of Resource, ContainerResource, External");
    };
  }

  private static Map<String, String> labels(Fields identifier) {
    Fields selector = identifier.optionalFields("selector");
    if (selector == null) {
      return Map.of();
    }
    Map<String, String> labels = selector.texts("matchLabels");
    selector.end();
    return labels;
  }

  /**
   * Kubernetes goes by the value that is present, not by {@code type}; a pair that disagrees is
   * accepted there and refused here, because one of the two is a mistake.
   */
  private static MetricTarget target(Fields source, Kind... allowed) {
    Fields target = source.fields("target");
    Kind kind = Words.required(target, "type", Kind.values(), Kind::word);
    if (!Set.of(allowed).contains(kind)) {
      throw target.problem("type", kind.word() + " is not possible for this type of metric");
    }
    String field =
        switch (kind) {
          case UTILIZATION -> "averageUtilization";
          case VALUE -> "value";
          case AVERAGE_VALUE -> "averageValue";
        };
    Long amount =
        kind == Kind.UTILIZATION
            ? Long.valueOf(target.integer(field, 1))
            : target.optionalQuantity(field);
    if (amount == null) {
      throw target.missing(field);
    }
    if (amount <= 0) {
      throw target.problem(field, "must be positive");
    }
    target.end();
    return new MetricTarget(kind, amount);
  }

  private static int orElse(@org.jspecify.annotations.Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
