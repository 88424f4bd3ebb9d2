package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.twin.spec.Trigger;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Asks Redis what KEDA's scaler asks it, and some things about itself. Each call waits for the
 * answer, a fraction of a millisecond on one machine. Thread-safe.
 */
final class QueueReader implements AutoCloseable {
  private static final String GROUP = "workers";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int CLOCK_READINGS = 9;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  private QueueReader(RedisClient client, StatefulRedisConnection<String, String> connection) {
    this.client = client;
    this.connection = connection;
  }

  /**
   * Connects, trying again for as long as a server takes to start.
   *
   * @throws ChildException when it does not answer
   */
  static QueueReader connect(RedisURI uri, Duration patience)
      throws ChildException, InterruptedException {
    RedisURI place = RedisURI.builder(uri).withTimeout(TIMEOUT).build();
    long end = System.nanoTime() + patience.toNanos();
    RedisClient client = RedisClient.create(place);
    while (true) {
      try {
        return new QueueReader(client, client.connect());
      } catch (RedisException refused) {
        if (System.nanoTime() > end) {
          client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
          Throwable why = refused.getCause() == null ? refused : refused.getCause();
          throw new ChildException(
              "Redis at %s:%d does not answer: %s"
                  .formatted(uri.getHost(), uri.getPort(), why.getMessage()),
              refused);
        }
        Thread.sleep(20);
      }
    }
  }

  private RedisCommands<String, String> redis() {
    return connection.sync();
  }

  /** Makes the stream and its group, so that nobody is the first. */
  void prepare(String queue) {
    try {
      redis()
          .xgroupCreate(
              XReadArgs.StreamOffset.from("jobs:" + queue, "0"),
              GROUP,
              XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException exists) {
      // A worker was faster.
    }
  }

  /**
   * What counts for a trigger on this stream, as KEDA's createEntriesCountFn reads it.
   *
   * @throws RedisException when Redis refuses or does not answer
   */
  long count(Trigger.RedisStreams trigger, String stream) {
    return switch (trigger.count()) {
      case STREAM_LENGTH -> redis().xlen(stream);
      case PENDING_ENTRIES ->
          redis().xpending(stream, Objects.requireNonNull(trigger.consumerGroup())).getCount();
      case LAG -> lag(stream, Objects.requireNonNull(trigger.consumerGroup()));
    };
  }

  private long lag(String stream, String group) {
    List<Object> groups;
    try {
      groups = redis().xinfoGroups(stream);
    } catch (RedisCommandExecutionException refused) {
      if (String.valueOf(refused.getMessage()).contains("no such key")) {
        return 0;
      }
      throw refused;
    }
    for (Object each : groups) {
      List<?> fields = (List<?>) each;
      if (group.equals(valueOf(fields, "name"))) {
        return valueOf(fields, "lag") instanceof Long lag ? lag : -1;
      }
    }
    return redis().xlen(stream);
  }

  private static Object valueOf(List<?> fields, String name) {
    int at = fields.indexOf(name);
    return at < 0 || fields.get(at + 1) == null ? "" : fields.get(at + 1);
  }

  /** {@code redis_version}. */
  String version() {
    return redis()
        .info("server")
        .lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("of an unknown version");
  }

  /**
   * The milliseconds since 1970 by Redis' clock at a reading of another clock: of several
   * questions, the one that was answered soonest.
   *
   * @param nanos that other clock
   */
  long epochMillisAt(long reading, LongSupplier nanos) {
    long best = Long.MAX_VALUE;
    double offset = 0;
    for (int i = 0; i < CLOCK_READINGS; i++) {
      long asked = nanos.getAsLong();
      List<String> time = redis().time();
      long took = nanos.getAsLong() - asked;
      if (took < best) {
        best = took;
        double epoch = Long.parseLong(time.get(0)) * 1e3 + Long.parseLong(time.get(1)) / 1e3;
        offset = epoch - (asked + took / 2.0) / 1e6;
      }
    }
    return Math.round(offset + reading / 1e6);
  }

  /** Removes everything of some queues, whose names nothing else begins with. */
  void forget(String prefix) {
    ScanArgs streams = ScanArgs.Builder.matches("job*:" + prefix + "*").limit(500);
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<String> found = redis().scan(cursor, streams);
      found.getKeys().forEach(key -> redis().del(key));
      cursor = found;
    } while (!cursor.isFinished());
    ScanArgs hashes = ScanArgs.Builder.matches("job:*").limit(500);
    cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<String> found = redis().scan(cursor, hashes);
      for (String key : found.getKeys()) {
        Map<String, String> job =
            "hash".equals(redis().type(key)) ? redis().hgetall(key) : Map.of();
        if (job.getOrDefault("queue", "").startsWith(prefix)) {
          redis().del(key);
        }
      }
      cursor = found;
    } while (!cursor.isFinished());
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
