package dev.scaleproof.gateway.config;

import dev.scaleproof.jobs.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the job queue. */
final class JobFlags {

  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_REQUESTS = 1_000_000;

  @Option(
      names = "--redis-url",
      defaultValue = "${env:GATEWAY_REDIS_URL:-${env:REDIS_URL:-}}",
      paramLabel = "URL",
      description =
          "Redis of the job queue, as in redis://:password@127.0.0.1:6379. Without it /v1/jobs answers 501 and"
              + " /chat asks the model without looking anything up.")
  private String redisUrl = "";

  @Option(
      names = "--redis-timeout",
      defaultValue = "${env:GATEWAY_REDIS_TIMEOUT:-2s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description = "Longest wait for an answer of Redis (${DEFAULT-VALUE}), then 503.")
  private Duration redisTimeout = Duration.ZERO;

  @Option(
      names = "--job-queues",
      split = ",",
      defaultValue = "${env:GATEWAY_JOB_QUEUES:-default}",
      paramLabel = "NAME",
      description =
          "Queues that take jobs, and whose depth is in the metrics (${DEFAULT-VALUE}). The first is taken when a"
              + " job names none, and by /chat.")
  private List<String> queues = List.of();

  @Option(
      names = "--chat-wait",
      defaultValue = "${env:GATEWAY_CHAT_WAIT:-2m}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "How long /chat waits for its answer at most (${DEFAULT-VALUE}), then 504 with the job's id.")
  private Duration chatWait = Duration.ZERO;

  @Option(
      names = "--job-heartbeat",
      defaultValue = "${env:GATEWAY_JOB_HEARTBEAT:-15s}",
      converter = Units.DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "Silence in a stream of a job's events after which a comment is sent (${DEFAULT-VALUE}), so that no proxy"
              + " takes it for dead.")
  private Duration heartbeat = Duration.ZERO;

  @Option(
      names = "--max-job-requests",
      defaultValue = "${env:GATEWAY_MAX_JOB_REQUESTS:-5000}",
      paramLabel = "N",
      description =
          "Requests of jobs at once, watchers of events included (${DEFAULT-VALUE}); over it 429.")
  private int requests;

  /**
   * What they say; null without a Redis.
   *
   * @throws IllegalArgumentException with a message that names the flag
   */
  @Nullable JobSettings settings() {
    if (redisUrl.isBlank()) {
      return null;
    }
    for (String queue : queues) {
      require(
          QUEUE.matcher(queue).matches(),
          "--job-queues: '"
              + queue
              + "' is not 1 to 64 letters, digits, dots, dashes or underscores");
    }
    require(!queues.isEmpty(), "--job-queues: name at least one");
    require(
        queues.stream().distinct().count() == queues.size(),
        "--job-queues: a queue is there twice");
    require(
        redisTimeout.compareTo(SHORTEST) >= 0 && redisTimeout.compareTo(LONGEST_TIMEOUT) <= 0,
        "--redis-timeout: must be from 50ms to 1m");
    require(chatWait.isPositive(), "--chat-wait: must be more than 0");
    require(heartbeat.compareTo(SHORTEST) >= 0, "--job-heartbeat: must be at least 50ms");
    require(
        1 <= requests && requests <= MOST_REQUESTS,
        "--max-job-requests: " + requests + " is not between 1 and " + MOST_REQUESTS);
    return new JobSettings(redis(), queues, chatWait, heartbeat, requests);
  }

  private RedisSettings redis() {
    try {
      return new RedisSettings(redisUrl.strip(), redisTimeout);
    } catch (IllegalArgumentException mistake) {
      throw new IllegalArgumentException("--redis-url: " + mistake.getMessage(), mistake);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
