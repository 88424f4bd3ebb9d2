package dev.scaleproof.jobs;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One Redis for all tests of a process, and for each test a queue of its own on it. */
final class QueueFixture implements BeforeEachCallback, AfterEachCallback {
  private static final Shared SHARED = new Shared();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private String queue = "";

  private static final class Shared {
    private final RedisProcess redis;
    private final RedisCommands<String, String> commands;

    Shared() {
      try {
        Path folder = Files.createTempDirectory("redis");
        redis = RedisProcess.volatileOne(folder);
        commands = redis.commands();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      redis.kill();
                      folder.resolve("redis.log").toFile().delete();
                      folder.toFile().delete();
                    }));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
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

  RedisProcess redis() {
    return SHARED.redis;
  }

  /** Beside the library under test. */
  RedisCommands<String, String> direct() {
    return SHARED.commands;
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
