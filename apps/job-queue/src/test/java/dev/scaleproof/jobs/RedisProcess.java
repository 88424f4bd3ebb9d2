package dev.scaleproof.jobs;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a process of its own, whose data stay over {@link #kill} and {@link #start}. */
final class RedisProcess implements AutoCloseable {
  private static final Path BINARY = unpack();

  private final Path folder;
  private final int port;
  private final List<String> settings;
  private Process process;
  private final RedisClient client;

  private RedisProcess(Path folder, int port, List<String> settings) throws IOException {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
    this.process = launch();
    this.client = RedisClient.create(RedisURI.create("redis://127.0.0.1:" + port));
  }

  /** Durable as the shipped one: each write is on disk before its answer. */
  static RedisProcess durable(Path folder, String... more) throws IOException {
    List<String> settings =
        new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always"));
    settings.addAll(List.of(more));
    return with(folder, settings);
  }

  /** Forgets everything at its end. */
  static RedisProcess volatileOne(Path folder, String... more) throws IOException {
    return with(folder, List.of(more));
  }

  private static RedisProcess with(Path folder, List<String> settings) throws IOException {
    RedisProcess redis = new RedisProcess(folder, freePort(), settings);
    redis.awaitAnswer();
    return redis;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                BINARY.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString()));
    command.addAll(settings);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
        .start();
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int first = socket.getInputStream().read();
        byte[] rest = new byte[64];
        int length = socket.getInputStream().read(rest);
        String said =
            new String(rest, 0, Math.max(0, length), java.nio.charset.StandardCharsets.US_ASCII);
        if (first == '+' || said.startsWith("NOAUTH")) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      pause();
    }
    throw new IOException("Redis did not start:\n" + Files.readString(folder.resolve("redis.log")));
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL, as a node's failure is to it. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void start() throws IOException {
    process = launch();
    awaitAnswer();
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  RedisSettings settings() {
    return new RedisSettings(url(), Duration.ofSeconds(2));
  }

  /** A direct connection, beside the library under test. */
  RedisCommands<String, String> commands() {
    StatefulRedisConnection<String, String> connection = client.connect();
    return connection.sync();
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
    kill();
  }

  private static Path unpack() {
    try {
      Path folder = Files.createTempDirectory("redis-server");
      Path binary = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    binary.toFile().delete();
                    folder.toFile().delete();
                  }));
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
