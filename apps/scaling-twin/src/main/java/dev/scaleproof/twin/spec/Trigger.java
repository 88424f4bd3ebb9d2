package dev.scaleproof.twin.spec;

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
   * A {@code redis-streams} trigger; the caller reads {@link #count} from Redis and supplies it.
   *
   * @param count what of the stream counts
   * @param stream its key
   * @param consumerGroup whose entries count; null for the stream's length
   * @param activationThreshold {@code activationLagCount}, whatever is counted
   */
  record RedisStreams(
      int index,
      @Nullable String name,
      String metricName,
      MetricTarget target,
      boolean useCachedMetrics,
      Count count,
      String stream,
      @Nullable String consumerGroup,
      double activationThreshold)
      implements External {
    /** What KEDA's {@code createEntriesCountFn} asks Redis for. */
    public enum Count {
      /** {@code XLEN}: every entry that is in the stream; 0 for a stream that does not exist. */
      STREAM_LENGTH("streamLength"),
      /**
       * {@code XPENDING}: entries that a consumer has taken and not acknowledged, so that it is 0
       * while nobody works. A stream or group that does not exist is an error.
       */
      PENDING_ENTRIES("pendingEntriesCount"),
      /**
       * {@code lag} of {@code XINFO GROUPS}: entries that no consumer has taken, so that it is 0
       * while the last ones are worked on. Needs Redis 7. Without the stream it is 0, without the
       * group the stream's length, and -1 where Redis cannot tell.
       */
      LAG("lagCount");

      private final String field;

      Count(String field) {
        this.field = field;
      }

      /** The trigger's field that holds its target. */
      public String field() {
        return field;
      }
    }

    @Override
    public String type() {
      return "redis-streams";
    }

    @Override
    public String query() {
      return stream;
    }
  }

  /** A {@code cpu} or {@code memory} trigger: KEDA passes it on to the HPA and reads nothing. */
  record PodResource(int index, String type, @Nullable String name, Metric.Resource metric)
      implements Trigger {}
}
