package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads one trigger as KEDA's scalers do: {@code pkg/scalers/prometheus_scaler.go}, {@code
 * redis_streams_scaler.go}, {@code cpu_memory_scaler.go}, with numbers and booleans by the rules of
 * {@code scalersconfig/typed_config.go}.
 */
final class TriggerReader {
  private final Fields fields;
  private final int index;

  TriggerReader(Fields fields, int index) {
    this.fields = fields;
    this.index = index;
  }

  Trigger read() {
    String type = fields.text("type");
    String name = fields.optionalText("name");
    if (name != null && name.isEmpty()) {
      name = null;
    }
    boolean cached = fields.flag("useCachedMetrics");
    Kind metricType = Words.optional(fields, "metricType", Kind.values(), Kind::word);
    // Who is allowed to ask does not change the answer.
    boolean authenticated = fields.has("authenticationRef");
    TriggerMetadata metadata = new TriggerMetadata(fields);
    Trigger trigger =
        switch (type) {
          case "prometheus" -> prometheus(metadata, name, cached, externalType(metricType));
          case "redis-streams" ->
              new RedisStreamsReader(fields, metadata, authenticated)
                  .read(index, name, cached, externalType(metricType));
          case "cpu", "memory" -> podResource(type, metadata, name, cached, metricType);
          default ->
              throw fields.problem(
                  "type",
                  "'" + type + "' is not supported; use prometheus, redis-streams, cpu or memory");
        };
    metadata.end();
    fields.end();
    return trigger;
  }

  /** GetMetricTargetType. */
  private Kind externalType(@Nullable Kind metricType) {
    if (metricType == Kind.UTILIZATION) {
      throw fields.problem(
          "metricType", "Utilization is not possible for this trigger; use AverageValue or Value");
    }
    return metricType == null ? Kind.AVERAGE_VALUE : metricType;
  }

  private Trigger prometheus(
      TriggerMetadata metadata, @Nullable String name, boolean cached, Kind kind) {
    metadata.skip(
        "queryParameters",
        "namespace",
        "customHeaders",
        "unsafeSsl",
        "awsRegion",
        "timeout",
        "identityOwner",
        "authModes");
    String serverAddress = metadata.required("serverAddress");
    String query = metadata.required("query");
    double threshold = metadata.requiredNumber("threshold");
    return new Trigger.Prometheus(
        index,
        name,
        target(fields, kind, TriggerMetadata.thousandths(threshold), "threshold"),
        cached,
        serverAddress,
        query,
        metadata.number("activationThreshold", 0),
        metadata.flag("ignoreNullValues", true));
  }

  private Trigger podResource(
      String type,
      TriggerMetadata metadata,
      @Nullable String name,
      boolean cached,
      @Nullable Kind kind) {
    if (cached) {
      throw fields.problem("useCachedMetrics", "is not possible for " + type + "; remove it");
    }
    if (kind == null || kind == Kind.VALUE) {
      throw fields.problem("metricType", "must be Utilization or AverageValue for " + type);
    }
    String container = metadata.optional("containerName");
    String value = metadata.required("value");
    MetricTarget target;
    try {
      target =
          kind == Kind.UTILIZATION
              ? new MetricTarget(kind, Integer.parseInt(value))
              : new MetricTarget(kind, Quantity.milliValue(value));
    } catch (NumberFormatException e) {
      throw metadata.problem(
          "value",
          "'"
              + value
              + "' is not "
              + (kind == Kind.UTILIZATION
                  ? "a whole number of per cent"
                  : "a quantity such as 500m"));
    }
    if (target.amount() <= 0) {
      throw metadata.problem("value", "must be positive");
    }
    return new Trigger.PodResource(index, type, name, new Metric.Resource(type, container, target));
  }

  /** Kubernetes refuses an HPA with a target of zero or less, so KEDA could not create it. */
  static MetricTarget target(Fields fields, Kind kind, long thousandths, String field) {
    if (thousandths <= 0) {
      throw fields.problem("metadata." + field, "must be positive (at least 0.001)");
    }
    return new MetricTarget(kind, thousandths);
  }
}
