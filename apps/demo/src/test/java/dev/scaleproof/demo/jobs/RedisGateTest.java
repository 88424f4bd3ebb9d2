package dev.scaleproof.demo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.jobs.JobOutcome;
import dev.scaleproof.jobs.RedisSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real consumer behind a gate, before a real Redis. */
class RedisGateTest {
  /** Long, so that nothing here happens because a wait in Redis ends by itself. */
  private static final Duration BLOCK = Duration.ofSeconds(20);

  @TempDir Path folder;
  private RedisFixture redis;
  private RedisGate gate;
  private JobConsumer consumer;

  @BeforeEach
  void start() throws Exception {
    redis = RedisFixture.start(folder);
    redis.reader().prepare("main");
    gate =
        new RedisGate(
            new InetSocketAddress(redis.server().host(), redis.server().port()),
            "main",
            "main.room");
    consumer =
        JobConsumer.start(
            new RedisSettings(redis.server().through(gate.port())),
            ConsumerSettings.of("main", "worker-1").withBlock(BLOCK),
            (job, context) -> new JobOutcome.Done("{}"),
            new ConsumerObserver() {});
  }

  @AfterEach
  void stop() throws Exception {
    gate.open();
    consumer.drain(Duration.ZERO);
    gate.close();
    redis.close();
  }

  @Test
  void beforeItOpensAWorkerHasItsRoomAndNothingElse() throws Exception {
    String inQueue = redis.submit("main");
    String inRoom = redis.submit("main.room");
    RedisFixture.await(
        "the job in the room",
        () -> {
          gate.call();
          return redis.done(inRoom);
        });
    assertThat(redis.done(inQueue)).isFalse();
    assertThat(redis.queues().depth("main").waiting()).isEqualTo(1);
    assertThat(redis.queues().depth("main").inflight()).isZero();
  }

  @Test
  void onceOpenAWorkerHasTheQueueAtOnce() throws Exception {
    String early = redis.submit("main.room");
    RedisFixture.await(
        "it is up",
        () -> {
          gate.call();
          return redis.done(early);
        });
    String waiting = redis.submit("main");
    long before = System.nanoTime();
    gate.open();
    RedisFixture.await("a job that waited", () -> redis.done(waiting));
    String later = redis.submit("main");
    RedisFixture.await("a job that comes later", () -> redis.done(later));
    // Not by the end of a wait: that takes longer than everything here may.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BLOCK);
    assertThat(redis.queues().find(later).orElseThrow().worker()).isEqualTo("worker-1");
  }
}
