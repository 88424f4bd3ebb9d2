package dev.scaleproof.jobs;

import java.time.Duration;

/**
 * How a consumer works.
 *
 * @param queue whose jobs it takes
 * @param worker its name in job states; a random part is added for Redis, so that no two consumers
 *     are ever the same
 * @param concurrency jobs at once; no more than these are ever taken
 * @param lease how long a job stays with a worker that gives no sign of life
 * @param maxDeliveries attempts after which a job becomes a dead letter, crashed ones included
 * @param backoff between attempts
 * @param longestRun of one attempt; then its thread is interrupted and the attempt has failed
 * @param grace how long {@link JobConsumer#close} lets jobs finish
 * @param retention how long a job's state is kept after its end
 * @param block the longest wait for new jobs in one call to Redis
 */
public record ConsumerSettings(
    String queue,
    String worker,
    int concurrency,
    Duration lease,
    int maxDeliveries,
    Backoff backoff,
    Duration longestRun,
    Duration grace,
    Duration retention,
    Duration block) {
  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConsumerSettings {
    Names.queue(queue);
    require(Names.isId(worker), "worker: 1 to 80 letters, digits, dots, dashes or underscores");
    require(1 <= concurrency && concurrency <= 1000, "concurrency: 1 to 1000");
    require(lease.compareTo(Duration.ofMillis(100)) >= 0, "lease: at least 100 ms");
    require(maxDeliveries >= 1, "max deliveries: at least 1");
    require(longestRun.isPositive(), "longest run: more than 0");
    require(!grace.isNegative(), "grace: at least 0");
    require(retention.compareTo(Duration.ofSeconds(1)) >= 0, "retention: at least 1 s");
    require(block.compareTo(Duration.ofMillis(10)) >= 0, "block: at least 10 ms");
  }

  /** One job at a time, a lease of 30 s, 5 deliveries, a state kept for a day. */
  public static ConsumerSettings of(String queue, String worker) {
    return new ConsumerSettings(
        queue,
        worker,
        1,
        Duration.ofSeconds(30),
        5,
        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)),
        Duration.ofMinutes(10),
        Duration.ofSeconds(25),
        Duration.ofDays(1),
        Duration.ofSeconds(1));
  }

  public ConsumerSettings withConcurrency(int jobs) {
    return new ConsumerSettings(
        queue, worker, jobs, lease, maxDeliveries, backoff, longestRun, grace, retention, block);
  }

  public ConsumerSettings withLease(Duration time) {
    return new ConsumerSettings(
        queue,
        worker,
        concurrency,
        time,
        maxDeliveries,
        backoff,
        longestRun,
        grace,
        retention,
        block);
  }

  public ConsumerSettings withMaxDeliveries(int deliveries) {
    return new ConsumerSettings(
        queue,
        worker,
        concurrency,
        lease,
        deliveries,
        backoff,
        longestRun,
        grace,
        retention,
        block);
  }

  public ConsumerSettings withBackoff(Backoff between) {
    return new ConsumerSettings(
        queue,
        worker,
        concurrency,
        lease,
        maxDeliveries,
        between,
        longestRun,
        grace,
        retention,
        block);
  }

  public ConsumerSettings withLongestRun(Duration time) {
    return new ConsumerSettings(
        queue, worker, concurrency, lease, maxDeliveries, backoff, time, grace, retention, block);
  }

  public ConsumerSettings withGrace(Duration time) {
    return new ConsumerSettings(
        queue,
        worker,
        concurrency,
        lease,
        maxDeliveries,
        backoff,
        longestRun,
        time,
        retention,
        block);
  }

  public ConsumerSettings withRetention(Duration time) {
    return new ConsumerSettings(
        queue, worker, concurrency, lease, maxDeliveries, backoff, longestRun, grace, time, block);
  }

  public ConsumerSettings withBlock(Duration time) {
    return new ConsumerSettings(
        queue,
        worker,
        concurrency,
        lease,
        maxDeliveries,
        backoff,
        longestRun,
        grace,
        retention,
        time);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
