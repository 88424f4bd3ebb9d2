package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.util.Map;
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
    fields.skip("authenticationRef");
    TriggerMetadata metadata = new TriggerMetadata(fields);
    Trigger trigger =
        switch (type) {
          case "prometheus" -> prometheus(metadata, name, cached, externalType(metricType));
          case "redis-streams" -> redisStreams(metadata, name, cached, externalType(metricType));
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
        target(kind, TriggerMetadata.thousandths(threshold), "threshold"),
        cached,
        serverAddress,
        query,
        metadata.number("activationThreshold", 0),
        metadata.flag("ignoreNullValues", true));
  }

  private Trigger redisStreams(
      TriggerMetadata metadata, @Nullable String name, boolean cached, Kind kind) {
    metadata.skip("address", "addressFromEnv", "host", "port", "hosts", "ports", "hostFromEnv");
    metadata.skip("username", "password", "usernameFromEnv", "passwordFromEnv", "portFromEnv");
    metadata.skip("databaseIndex", "enableTLS", "unsafeSsl");
    String stream = metadata.required("stream");
    String group = metadata.optional("consumerGroup");
    long lag = metadata.wholeNumber("lagCount", 0);
    long pending = metadata.wholeNumber("pendingEntriesCount", 5);
    long length = metadata.wholeNumber("streamLength", 5);
    // redisStreamsMetadata.Validate: without a group the stream's length counts.
    String field = group == null ? "streamLength" : lag != 0 ? "lagCount" : "pendingEntriesCount";
    long wanted = group == null ? length : lag != 0 ? lag : pending;
    return new Trigger.RedisStreams(
        index,
        name,
        "s" + index + "-" + normalized("redis-streams-" + stream),
        target(kind, Math.multiplyExact(wanted, 1000L), field),
        cached,
        metadata.wholeNumber("activationLagCount", 0),
        metadata.texts());
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
  private MetricTarget target(Kind kind, long thousandths, String field) {
    if (thousandths <= 0) {
      throw fields.problem("metadata." + field, "must be positive (at least 0.001)");
    }
    return new MetricTarget(kind, thousandths);
  }

  /** NormalizeString of pkg/util/normalize_string.go. */
  private static String normalized(String text) {
    return text.replaceAll("[/.:%()]", "-");
  }

  /** The trigger's {@code metadata}: text whose parts KEDA trims and reads by JSON's rules. */
  private static final class TriggerMetadata {
    private final Fields fields;
    private final Map<String, String> texts;

    TriggerMetadata(Fields trigger) {
      fields = trigger.fields("metadata");
      texts = trigger.texts("metadata");
    }

    SpecException problem(String name, String what) {
      return fields.problem(name, what);
    }

    Map<String, String> texts() {
      return texts;
    }

    void skip(String... names) {
      fields.skip(names);
    }

    void end() {
      fields.end();
    }

    @Nullable String optional(String name) {
      fields.skip(name);
      String text = texts.get(name);
      return text == null || text.isBlank() ? null : text.strip();
    }

    String required(String name) {
      String text = optional(name);
      if (text == null) {
        throw fields.missing(name);
      }
      return text;
    }

    double requiredNumber(String name) {
      required(name);
      return number(name, 0);
    }

    double number(String name, double otherwise) {
      String text = optional(name);
      if (text == null) {
        return otherwise;
      }
      if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
          || Double.isInfinite(Double.parseDouble(text))) {
        throw problem(name, "'" + text + "' is not a number");
      }
      return Double.parseDouble(text);
    }

    long wholeNumber(String name, long otherwise) {
      String text = optional(name);
      if (text == null) {
        return otherwise;
      }
      if (!text.matches("-?(0|[1-9][0-9]{0,14})")) {
        throw problem(name, "'" + text + "' is not a whole number");
      }
      return Long.parseLong(text);
    }

    boolean flag(String name, boolean otherwise) {
      String text = optional(name);
      if (text == null) {
        return otherwise;
      }
      return switch (text) {
        case "1", "t", "T", "TRUE", "true", "True" -> true;
        case "0", "f", "F", "FALSE", "false", "False" -> false;
        default -> throw problem(name, "'" + text + "' is neither \"true\" nor \"false\"");
      };
    }

    static long thousandths(double value) {
      return Quantity.thousandths(value);
    }
  }
}
