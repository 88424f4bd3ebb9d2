package dev.scaleproof.rag.config;

import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.RedisSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the flags say.
 *
 * @param port 0: any free one
 * @param index folder of the index
 * @param embedding folder of the unpacked embedding model; by default it is read from its jar
 */
public record Settings(
    String host,
    int port,
    RedisSettings redis,
    ConsumerSettings consumer,
    Model model,
    Path index,
    Optional<Path> embedding) {

  /**
   * The chat model.
   *
   * @param url without {@code /v1/chat/completions}
   * @param name for jobs that name none
   * @param apiKey empty for none
   * @param timeout from request to the answer's end
   */
  public record Model(URI url, String name, String apiKey, Duration timeout) {
    /** Without the key. */
    @Override
    public String toString() {
      return name + " at " + url;
    }
  }
}
