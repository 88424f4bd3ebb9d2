package dev.scaleproof.twin.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of a ScaledObject's {@code spec.triggers}. */
public sealed interface Trigger {
  /** Its position among the triggers, from 0. */
  int index();

  /** {@code prometheus}, {@code redis-streams}, {@code cpu} or {@code memory}. */
  String type();

  /** The name that formulas use; null if it has none. */
  @Nullable String name();

  /** A trigger whose value KEDA reads and hands to the HPA as an External metric. */
  sealed interface External extends Trigger {
    /** The HPA's name for it, as in {@code s0-prometheus}. */
    String metricName();

    /** What the HPA holds it to. */
    MetricTarget target();

    /** The trigger is active strictly above this value. */
    double activationThreshold();

    /** True: the HPA gets the value of KEDA's last poll. */
    boolean useCachedMetrics();

    /** What is asked: the PromQL text, or the stream's key. */
    String query();
  }

  /**
   * A {@code prometheus} trigger.
   *
   * @param ignoreNullValues true: an empty answer is 0; false: it is an error
   */
  record Prometheus(
      int index,
      @Nullable String name,
      MetricTarget target,
      boolean useCachedMetrics,
      String serverAddress,
      String query,
      double activationThreshold,
      boolean ignoreNullValues)
      implements External {
    @Override
    public String type() {
      return "prometheus";
    }

    @Override
    public String metricName() {
      return "s" + index + "-prometheus";
    }
  }

  /**
   * A {@code redis-streams} trigger; the caller supplies its count.
   *
   * @param metadata as written, for the caller to know what to count
   */
  record RedisStreams(
      int index,
      @Nullable String name,
      String metricName,
      MetricTarget target,
      boolean useCachedMetrics,
      double activationThreshold,
      Map<String, String> metadata)
      implements External {
    public RedisStreams {
      metadata = Map.copyOf(metadata);
    }

    @Override
    public String type() {
      return "redis-streams";
    }

    @Override
    public String query() {
      return metadata.getOrDefault("stream", "");
    }
  }

  /** A {@code cpu} or {@code memory} trigger: KEDA passes it on to the HPA and reads nothing. */
  record PodResource(int index, String type, @Nullable String name, Metric.Resource metric)
      implements Trigger {}
}
