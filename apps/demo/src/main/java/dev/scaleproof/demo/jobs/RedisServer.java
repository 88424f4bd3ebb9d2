package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.redis.RedisProgram;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The queue's Redis: the user's own, or a real server that is started here and ends with the demo.
 *
 * @param url where it is, password included
 * @param own it was started here
 */
record RedisServer(URI url, boolean own) {
  private static final int PORT = 6379;

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
    int port = RedisProgram.freePort();
    children.startServer(
        "redis",
        RedisProgram.into(folder).file(),
        RedisProgram.flags(port, data, RedisProgram.DURABLE));
    return new RedisServer(URI.create("redis://127.0.0.1:" + port), true);
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
