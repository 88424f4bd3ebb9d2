package dev.scaleproof.demo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.spec.ScaledObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueReaderTest {
  @TempDir Path folder;
  private RedisFixture redis;

  @BeforeEach
  void start() throws Exception {
    redis = RedisFixture.start(folder);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private Answer ask(String metadata) {
    ScaledObject scaledObject =
        ScaledObject.parse(
            """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: rag-worker}
            spec:
              scaleTargetRef: {name: rag-worker}
              triggers:
                - type: redis-streams
                  metadata: {address: "redis:6379", %s}
            """
                .formatted(metadata));
    String metric = scaledObject.externalTriggers().getFirst().metricName();
    return new QueueSource(
            scaledObject,
            redis.reader(),
            "jobs:default",
            "jobs:mine",
            (request, now) -> Answer.failed("somewhere else"))
        .ask(new MetricRequest(metric, "redis-streams", "jobs:default"), Duration.ZERO);
  }

  @Test
  void theStreamsLengthIsReadLive() {
    assertThat(ask("stream: jobs:default")).isEqualTo(Answer.of(0));
    redis.submit("mine");
    redis.submit("mine");
    assertThat(ask("stream: jobs:default")).isEqualTo(Answer.of(2));
    assertThat(ask("stream: jobs:nobodys")).isEqualTo(Answer.of(0));
  }

  @Test
  void aGroupsPendingEntriesAndItsLagAreOtherNumbers() {
    assertThat(ask("stream: jobs:default, consumerGroup: workers"))
        .isInstanceOf(Answer.Failed.class);
    redis.reader().prepare("mine");
    redis.submit("mine");
    assertThat(ask("stream: jobs:default, consumerGroup: workers")).isEqualTo(Answer.of(0));
    String version = redis.reader().version();
    if (Integer.parseInt(version.substring(0, version.indexOf('.'))) >= 7) {
      assertThat(ask("stream: jobs:default, consumerGroup: workers, lagCount: \"5\""))
          .isEqualTo(Answer.of(1));
    }
    assertThat(ask("stream: jobs:nobodys, consumerGroup: workers, lagCount: \"5\""))
        .isEqualTo(Answer.of(0));
  }

  @Test
  void forgettingLeavesOtherQueuesAlone() {
    String mine = redis.submit("demo-1-keda");
    String room = redis.submit("demo-1-keda.worker-1");
    String others = redis.submit("default");
    redis.reader().forget("demo-1-");
    assertThat(redis.queues().find(mine)).isEmpty();
    assertThat(redis.queues().find(room)).isEmpty();
    assertThat(redis.queues().depth("demo-1-keda").waiting()).isZero();
    assertThat(redis.queues().find(others)).isPresent();
    assertThat(redis.queues().depth("default").waiting()).isEqualTo(1);
  }

  @Test
  void redisClockIsReadInTermsOfAnother() {
    long reading = System.nanoTime();
    long epoch = redis.reader().epochMillisAt(reading, System::nanoTime);
    assertThat(Math.abs(epoch - System.currentTimeMillis())).isLessThan(5_000);
    assertThat(redis.reader().epochMillisAt(reading + 60_000_000_000L, System::nanoTime) - epoch)
        .isBetween(59_000L, 61_000L);
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithoutItsPassword() {
    for (String wrong : new String[] {"localhost:6379", "rediss://:secret@host", "redis://a b"}) {
      assertThatThrownBy(() -> RedisServer.at(wrong))
          .isInstanceOf(ChildException.class)
          .hasMessageStartingWith("REDIS_URL: want redis://")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void aServerThatIsNotThereIsSaidInOneLine() throws Exception {
    assertThatThrownBy(
            () ->
                QueueReader.connect(
                    RedisServer.at("redis://127.0.0.1:1").uri(), Duration.ofMillis(1)))
        .isInstanceOf(ChildException.class)
        .hasMessageStartingWith("Redis at 127.0.0.1:1 does not answer: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theGateKeepsLoginAndDatabase() throws Exception {
    assertThat(RedisServer.at("redis://me:s%40cret@host:7000/3").through(99))
        .isEqualTo("redis://me:s%40cret@127.0.0.1:99/3");
    assertThat(RedisServer.at("redis://host").through(99)).isEqualTo("redis://127.0.0.1:99");
  }
}
