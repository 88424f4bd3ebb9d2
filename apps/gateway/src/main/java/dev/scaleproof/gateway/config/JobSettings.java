package dev.scaleproof.gateway.config;

import dev.scaleproof.jobs.RedisSettings;
import java.time.Duration;
import java.util.List;

/**
 * The job queue behind {@code /v1/jobs} and {@code /chat}.
 *
 * @param redis where it is
 * @param queues whose jobs are taken and counted; the first is the default
 * @param chatWait how long {@code /chat} waits for its job at most
 * @param heartbeat silence in a stream of a job's events after which a comment is sent
 * @param requests of jobs at once, watchers of their events included
 */
public record JobSettings(
    RedisSettings redis, List<String> queues, Duration chatWait, Duration heartbeat, int requests) {
  /** Copies the list. */
  public JobSettings {
    queues = List.copyOf(queues);
  }
}
