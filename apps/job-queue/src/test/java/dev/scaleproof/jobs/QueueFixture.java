package dev.scaleproof.jobs;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One Redis for all tests of a process, and for each test a queue of its own on it. */
final class QueueFixture implements BeforeEachCallback, AfterEachCallback {
  private static final Shared SHARED = new Shared();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private String queue = "";

  private static final class Shared {
    private final DirectRedis redis;
    private final RedisCommands<String, String> commands;

    Shared() {
      try {
        Path folder = Files.createTempDirectory("redis");
        redis = DirectRedis.forgetful(folder);
        commands = redis.commands();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      redis.kill();
                      delete(folder);
                    }));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path folder) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      } catch (IOException left) {
        throw new UncheckedIOException(left);
      }
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    queue = "q" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
    opened.clear();
  }

  String queue() {
    return queue;
  }

  DirectRedis redis() {
    return SHARED.redis;
  }

  /** Beside the library under test. */
  RedisCommands<String, String> direct() {
    return SHARED.commands;
  }

  /** By Redis' clock, which leases are of. */
  Instant now() {
    List<String> time = direct().time();
    return Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * 1000);
  }

  JobQueues queues() {
    return keep(JobQueues.connect(SHARED.redis.settings()));
  }

  <T extends AutoCloseable> T keep(T one) {
    opened.add(one);
    return one;
  }

  /** Quick ones, so that what a lease ends is seen soon. */
  ConsumerSettings quick() {
    return new ConsumerSettings(
        queue,
        "test",
        4,
        Duration.ofMillis(300),
        3,
        new Backoff(Duration.ofMillis(10), Duration.ofMillis(40)),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofMinutes(1),
        Duration.ofMillis(50));
  }

  JobConsumer consumer(JobHandler handler) {
    return consumer(quick(), handler, new ConsumerObserver() {});
  }

  JobConsumer consumer(ConsumerSettings settings, JobHandler handler, ConsumerObserver observer) {
    return keep(JobConsumer.start(SHARED.redis.settings(), settings, handler, observer));
  }

  static String result(Job job) {
    return "{\"answer\":\"" + job.document().question() + "\"}";
  }
}
