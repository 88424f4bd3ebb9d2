package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.RedisSettings;
import picocli.CommandLine.Option;

/** Which queue, in which Redis. */
final class QueueOptions {
  @Option(
      names = "--redis",
      paramLabel = "URL",
      defaultValue = "${env:REDIS_URL:-redis://127.0.0.1:6379}",
      description = "redis://[:password@]host[:port]; by default REDIS_URL, else this machine's")
  private String redis = "";

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "the queue (default: ${DEFAULT-VALUE})")
  private String queue = "";

  String queue() {
    return queue;
  }

  JobQueues connect() {
    return JobQueues.connect(new RedisSettings(redis));
  }
}
