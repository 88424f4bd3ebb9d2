package dev.scaleproof.gateway.jobs;

import dev.scaleproof.jobs.Backoff;
import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.jobs.JobHandler;
import dev.scaleproof.jobs.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A real Redis that forgets nothing, with workers on it. */
final class TestRedis implements AutoCloseable {

  private final Path folder;
  private final Path binary;
  private final int port = freePort();
  private final RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
  private final List<JobConsumer> workers = new ArrayList<>();
  private Process process;

  private TestRedis(Path folder) throws IOException {
    this.folder = folder;
    this.binary = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    this.process = launch();
    // Everything here is another process' doing, and machines are busy.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    awaitAnswer();
  }

  static TestRedis start(Path folder) throws IOException {
    return new TestRedis(folder);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            binary.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--dir",
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("redis.log").toFile())
        .start();
  }

  private void awaitAnswer() {
    Awaitility.await()
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> commands().ping().equals("PONG"));
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void startAgain() throws IOException {
    process = launch();
    awaitAnswer();
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
