package dev.scaleproof.jobs;

import dev.scaleproof.redis.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real Redis, and a way to it beside the library under test. */
final class DirectRedis implements AutoCloseable {
  private final RedisProcess process;
  private final RedisClient client;

  private DirectRedis(RedisProcess process) {
    this.process = process;
    this.client = RedisClient.create(process.url());
  }

  static DirectRedis durable(Path folder, String... more) throws IOException {
    return new DirectRedis(RedisProcess.durable(folder, more));
  }

  static DirectRedis forgetful(Path folder, String... more) throws IOException {
    return new DirectRedis(RedisProcess.forgetful(folder, more));
  }

  /** SIGKILL, as a node's failure is to it. */
  void kill() {
    process.kill();
  }

  void start() throws IOException {
    process.start();
  }

  String url() {
    return process.url();
  }

  int port() {
    return process.port();
  }

  RedisSettings settings() {
    return new RedisSettings(url(), Duration.ofSeconds(2));
  }

  RedisCommands<String, String> commands() {
    return client.connect().sync();
  }

  /** What the server says of itself. */
  String version() {
    return commands()
        .info("server")
        .lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring("redis_version:".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    process.close();
  }
}
