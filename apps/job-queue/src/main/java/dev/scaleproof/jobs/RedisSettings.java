package dev.scaleproof.jobs;

import io.lettuce.core.RedisURI;
import java.time.Duration;

/**
 * Where Redis is.
 *
 * @param url {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS
 * @param timeout the longest wait for an answer, and after which a silent connection is replaced
 */
public record RedisSettings(String url, Duration timeout) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * @throws IllegalArgumentException if the address is none
   */
  public RedisSettings {
    if (!url.startsWith("redis://") && !url.startsWith("rediss://")) {
      throw new IllegalArgumentException(
          "Redis address: want redis://[:password@]host[:port], or rediss://");
    }
    try {
      var unused = RedisURI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Redis address: want redis://[:password@]host[:port]; a password's special characters"
              + " are percent-encoded",
          e);
    }
    if (timeout.compareTo(Duration.ofMillis(50)) < 0) {
      throw new IllegalArgumentException("Redis timeout: at least 50 ms");
    }
  }

  public RedisSettings(String url) {
    this(url, DEFAULT_TIMEOUT);
  }

  RedisURI uri() {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(timeout);
    return uri;
  }

  /** Host and port, for messages. */
  String place() {
    RedisURI uri = RedisURI.create(url);
    return uri.getHost() + ":" + uri.getPort();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return place();
  }
}
