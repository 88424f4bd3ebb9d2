package dev.scaleproof.gateway.jobs;

import dev.scaleproof.jobs.Backoff;
import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.jobs.JobHandler;
import dev.scaleproof.jobs.RedisSettings;
import dev.scaleproof.redis.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A real Redis that forgets nothing, with workers on it. */
final class TestRedis implements AutoCloseable {
  private final RedisProcess process;
  private final RedisClient client;
  private final List<JobConsumer> workers = new ArrayList<>();

  private TestRedis(Path folder) throws IOException {
    process = RedisProcess.durable(folder);
    client = RedisClient.create(url());
    // Everything here is another process' doing, and machines are busy.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  static TestRedis start(Path folder) throws IOException {
    return new TestRedis(folder);
  }

  String url() {
    return process.url();
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  void startAgain() throws IOException {
    process.start();
  }

  /** Beside what is tested. */
  RedisCommands<String, String> commands() {
    return client.connect().sync();
  }

  /** Works on the default queue until the end of the test; tries a job twice. */
  JobConsumer worker(JobHandler handler) {
    JobConsumer worker =
        JobConsumer.start(
            new RedisSettings(url(), Duration.ofSeconds(2)),
            ConsumerSettings.of("default", "tester")
                .withMaxDeliveries(2)
                .withBackoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)))
                .withGrace(Duration.ZERO)
                .withBlock(Duration.ofMillis(100)),
            handler,
            new ConsumerObserver() {});
    workers.add(worker);
    return worker;
  }

  @Override
  public void close() {
    workers.forEach(JobConsumer::close);
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    kill();
  }
}
