package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * The queue's Redis: the user's own, or a real server that is started here and ends with the demo.
 *
 * @param url where it is, password included
 * @param own it was started here
 */
record RedisServer(URI url, boolean own) {
  private static final int PORT = 6379;

  /** As in serving/redis: a job that was accepted is on the disk. */
  private static final List<String> DURABLE =
      List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always");

  /**
   * The user's.
   *
   * @throws ChildException if the address is none, or one that the workers' gates cannot lead to
   */
  static RedisServer at(String url) throws ChildException {
    try {
      URI address = URI.create(url);
      if ("redis".equals(address.getScheme()) && address.getHost() != null) {
        var _ = RedisURI.create(url);
        return new RedisServer(address, false);
      }
    } catch (IllegalArgumentException malformed) {
      // Not told: the message might have the password.
    }
    throw new ChildException(
        "REDIS_URL: want redis://[:password@]host[:port], without TLS, special characters percent-encoded; or"
            + " leave it out, and a Redis is started");
  }

  /**
   * Starts one.
   *
   * @param folder for its program, its data and its log
   */
  static RedisServer start(Children children, Path folder) throws ChildException, IOException {
    Path data = Files.createDirectories(folder.resolve("redis-data"));
    Path program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    int port = freePort();
    children.startServer(
        "redis",
        program,
        Stream.concat(
                Stream.of(
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    data.toAbsolutePath().toString()),
                DURABLE.stream())
            .toList());
    return new RedisServer(URI.create("redis://127.0.0.1:" + port), true);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  RedisURI uri() {
    return RedisURI.create(url.toString());
  }

  String host() {
    return url.getHost();
  }

  int port() {
    return url.getPort() < 0 ? PORT : url.getPort();
  }

  /** Its address as a client sees it through a gate on this machine. */
  String through(int gate) {
    String login = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
    return "redis://" + login + "127.0.0.1:" + gate + url.getRawPath();
  }
}
