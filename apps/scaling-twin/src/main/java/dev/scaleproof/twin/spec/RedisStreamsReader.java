package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.spec.MetricTarget.Kind;
import dev.scaleproof.twin.spec.Trigger.RedisStreams.Count;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code redis-streams} trigger as KEDA 2.21 does: {@code redisStreamsMetadata} and its
 * {@code Validate} in {@code pkg/scalers/redis_streams_scaler.go}, the address as in {@code
 * validateRedisAddress} of {@code redis_scaler.go}.
 *
 * <p>The cluster and sentinel forms of the trigger count the same things on other connections; they
 * are not supported.
 */
final class RedisStreamsReader {
  private final Fields trigger;
  private final TriggerMetadata metadata;
  private final boolean authenticated;

  /**
   * @param authenticated the trigger has an {@code authenticationRef}, which may hold the address
   */
  RedisStreamsReader(Fields trigger, TriggerMetadata metadata, boolean authenticated) {
    this.trigger = trigger;
    this.metadata = metadata;
    this.authenticated = authenticated;
  }

  Trigger.RedisStreams read(int index, @Nullable String name, boolean cached, Kind kind) {
    connection();
    String stream = metadata.required("stream");
    String group = metadata.optional("consumerGroup");
    // All three are read, and so refused when they are not numbers, whichever of them counts.
    long lag = metadata.wholeNumber("lagCount", 0);
    long pending = metadata.wholeNumber("pendingEntriesCount", 5);
    long length = metadata.wholeNumber("streamLength", 5);
    Count count =
        group == null ? Count.STREAM_LENGTH : lag == 0 ? Count.PENDING_ENTRIES : Count.LAG;
    long wanted =
        switch (count) {
          case STREAM_LENGTH -> length;
          case PENDING_ENTRIES -> pending;
          case LAG -> lag;
        };
    return new Trigger.RedisStreams(
        index,
        name,
        "s" + index + "-" + normalized("redis-streams-" + stream),
        TriggerReader.target(trigger, kind, Math.multiplyExact(wanted, 1000L), count.field()),
        cached,
        count,
        stream,
        group,
        // By its name the lag's, but it holds for each of the three.
        metadata.wholeNumber("activationLagCount", 0));
  }

  /** Where Redis is does not change the answer, but without an address there is none. */
  private void connection() {
    metadata.skip("username", "password", "usernameFromEnv", "passwordFromEnv");
    metadata.wholeNumber("databaseIndex", 0);
    metadata.flag("enableTLS", false);
    metadata.flag("unsafeSsl", false);
    String addresses = metadata.firstOf("address", "addresses");
    String hosts = metadata.firstOf("host", "hosts");
    String ports = metadata.firstOf("port", "ports");
    boolean fromEnvironment =
        metadata.firstOf("addressFromEnv", "addressesFromEnv", "hostFromEnv", "hostsFromEnv")
            != null;
    metadata.skip("portFromEnv", "portsFromEnv");
    if (hosts != null && ports != null && parts(hosts) != parts(ports)) {
      throw metadata.problem("host", "has another number of parts than port; give each its port");
    }
    boolean known = addresses != null || (hosts != null && ports != null);
    if (!known && !fromEnvironment && !authenticated) {
      throw metadata.problem("address", "is required; add it as host:port, or host and port");
    }
  }

  private static int parts(String list) {
    return list.split(",", -1).length;
  }

  /** NormalizeString of pkg/util/normalize_string.go. */
  private static String normalized(String text) {
    return text.replaceAll("[/.:%()]", "-");
  }
}
