package dev.scaleproof.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.jobs.QueueException.Trouble;
import dev.scaleproof.redis.RedisProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Redis goes away, comes back, or refuses. */
final class RedisTroubleTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();
  @TempDir Path folder;

  private JobQueues queues(DirectRedis redis) {
    return fixture.keep(JobQueues.connect(redis.settings()));
  }

  private JobConsumer consumer(RedisSettings redis, ConsumerObserver observer) {
    return fixture.keep(
        JobConsumer.start(
            redis,
            fixture.quick(),
            (job, context) -> new JobOutcome.Done(QueueFixture.result(job)),
            observer));
  }

  private QueueException refusal(JobQueues queues) {
    return catchThrowableOfType(
        QueueException.class, () -> queues.submit(fixture.queue(), JobDocument.of("a"), null));
  }

  @Test
  void nothingListens() throws IOException {
    JobQueues queues =
        fixture.keep(
            JobQueues.connect(
                new RedisSettings(
                    "redis://:secret@127.0.0.1:" + RedisProgram.freePort(),
                    Duration.ofMillis(500))));
    assertThat(refusal(queues))
        .hasMessageContaining("cannot be reached; see that it runs, then try again")
        .hasMessageNotContaining("secret")
        .extracting(QueueException::trouble)
        .isEqualTo(Trouble.UNREACHABLE);
  }

  @Test
  void aPasswordIsWanted() throws IOException {
    DirectRedis redis = fixture.keep(DirectRedis.forgetful(folder, "--requirepass", "right"));
    assertThat(refusal(queues(redis)))
        .hasMessageContaining("set REDIS_URL to redis://:PASSWORD@HOST")
        .extracting(QueueException::trouble)
        .isEqualTo(Trouble.DENIED);
    JobQueues wrong =
        fixture.keep(
            JobQueues.connect(new RedisSettings("redis://:wrong@127.0.0.1:" + redis.port())));
    assertThat(refusal(wrong).trouble()).isEqualTo(Trouble.DENIED);
    JobQueues right =
        fixture.keep(
            JobQueues.connect(new RedisSettings("redis://:right@127.0.0.1:" + redis.port())));
    assertThat(right.submit(fixture.queue(), JobDocument.of("a"), null).kind())
        .isEqualTo(Submission.Kind.CREATED);
  }

  @Test
  void aFullRedisTakesNoJobsButIsDrained() throws IOException {
    DirectRedis redis = fixture.keep(DirectRedis.forgetful(folder));
    JobQueues queues = queues(redis);
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    redis.commands().configSet("maxmemory", "1000");
    assertThat(refusal(queues))
        .hasMessageContaining("takes no more data; drain its queues")
        .extracting(QueueException::trouble)
        .isEqualTo(Trouble.FULL);
    assertThat(queues.depth(fixture.queue()).waiting()).isEqualTo(1);
    consumer(redis.settings(), new ConsumerObserver() {});
    assertThat(JobLifeTest.awaitEnd(queues, job.id()).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void aReplicaTakesNoJobs() throws IOException {
    DirectRedis redis =
        fixture.keep(
            DirectRedis.forgetful(
                folder, "--replicaof", "127.0.0.1", Integer.toString(fixture.redis().port())));
    await()
        .atMost(20, SECONDS)
        .until(() -> redis.commands().info("replication").contains("master_link_status:up"));
    assertThat(refusal(queues(redis)))
        .hasMessageContaining("connect to the primary")
        .extracting(QueueException::trouble)
        .isEqualTo(Trouble.READ_ONLY);
  }

  @Test
  void aFlushedScriptIsSentAgain() {
    JobQueues queues = fixture.queues();
    queues.submit(fixture.queue(), JobDocument.of("a"), null);
    fixture.direct().scriptFlush();
    assertThat(queues.submit(fixture.queue(), JobDocument.of("b"), null).kind())
        .isEqualTo(Submission.Kind.CREATED);
    assertThat(queues.depth(fixture.queue()).waiting()).isEqualTo(2);
  }

  @Test
  void acceptedJobsSurviveAKillOfRedis() throws IOException {
    DirectRedis redis = fixture.keep(DirectRedis.durable(folder));
    JobQueues queues = queues(redis);
    List<Submission> jobs = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      jobs.add(queues.submit(fixture.queue(), JobDocument.of("a" + i), null));
    }
    redis.kill();
    List<Trouble> troubles = new CopyOnWriteArrayList<>();
    consumer(
        redis.settings(),
        new ConsumerObserver() {
          @Override
          public void trouble(QueueException trouble) {
            troubles.add(trouble.trouble());
          }
        });
    await().atMost(10, SECONDS).until(() -> troubles.contains(Trouble.UNREACHABLE));
    redis.start();
    for (Submission job : jobs) {
      JobState state =
          await().atMost(20, SECONDS).until(() -> end(queues, job.id()), s -> s != null);
      assertThat(state.status()).isEqualTo(JobStatus.DONE);
    }
  }

  private static @org.jspecify.annotations.Nullable JobState end(JobQueues queues, String id) {
    try {
      return queues.find(id).filter(state -> state.status().ended()).orElse(null);
    } catch (QueueException e) {
      return null;
    }
  }

  @Test
  void aConsumerFollowsAFailover() throws IOException {
    Pair pair = pair();
    Submission before = pair.queues().submit(fixture.queue(), JobDocument.of("before"), null);
    await().until(() -> pair.second().commands().exists("job:" + before.id()) == 1);

    pair.first().kill();
    pair.second().commands().replicaofNoOne();
    pair.address().leadTo(pair.second().port());

    consumer(pair.settings(), new ConsumerObserver() {});
    assertDone(pair, before);
    assertDone(pair, pair.queues().submit(fixture.queue(), JobDocument.of("after"), null));
  }

  /** Its connections stay where they are, and are told that this one no longer takes writes. */
  @Test
  void aConsumerAtWorkLeavesAServerThatWasDemoted() throws IOException {
    Pair pair = pair();
    consumer(pair.settings(), new ConsumerObserver() {});
    assertDone(pair, pair.queues().submit(fixture.queue(), JobDocument.of("before"), null));

    pair.address().leadNewcomersTo(pair.second().port());
    pair.second().commands().replicaofNoOne();
    pair.first().commands().replicaof("127.0.0.1", pair.second().port());

    Submission after =
        await()
            .atMost(20, SECONDS)
            .ignoreExceptionsInstanceOf(QueueException.class)
            .until(
                () -> pair.queues().submit(fixture.queue(), JobDocument.of("after"), "after"),
                Objects::nonNull);
    assertThat(pair.second().commands().exists("job:" + after.id())).isEqualTo(1);
    assertDone(pair, after);
  }

  /** A Redis, another that follows it, and an address that leads to the first. */
  private record Pair(
      DirectRedis first,
      DirectRedis second,
      TcpProxy address,
      RedisSettings settings,
      JobQueues queues) {}

  private Pair pair() throws IOException {
    DirectRedis first = fixture.keep(DirectRedis.forgetful(folder));
    DirectRedis second =
        fixture.keep(
            DirectRedis.forgetful(
                Files.createDirectory(folder.resolve("second")),
                "--replicaof",
                "127.0.0.1",
                Integer.toString(first.port())));
    await()
        .atMost(20, SECONDS)
        .until(() -> second.commands().info("replication").contains("master_link_status:up"));
    TcpProxy address = fixture.keep(new TcpProxy(first.port()));
    RedisSettings settings =
        new RedisSettings("redis://127.0.0.1:" + address.port(), Duration.ofSeconds(2));
    return new Pair(first, second, address, settings, fixture.keep(JobQueues.connect(settings)));
  }

  private static void assertDone(Pair pair, Submission job) {
    assertThat(JobLifeTest.awaitEnd(pair.queues(), job.id()).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void aPartitionIsFoundOutAndSurvived() throws IOException {
    TcpProxy network = fixture.keep(new TcpProxy(fixture.redis().port()));
    RedisSettings settings =
        new RedisSettings("redis://127.0.0.1:" + network.port(), Duration.ofMillis(300));
    JobQueues queues = fixture.keep(JobQueues.connect(settings));
    JobConsumer consumer = consumer(settings, new ConsumerObserver() {});
    Submission before = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    JobLifeTest.awaitEnd(queues, before.id());
    assertThat(consumer.connected()).isTrue();

    network.cut();
    await().atMost(10, SECONDS).until(() -> !consumer.connected());
    assertThatThrownBy(() -> queues.depth(fixture.queue()))
        .isInstanceOf(QueueException.class)
        .hasMessageContaining("no answer within 300 ms");
    network.heal();
    await().atMost(10, SECONDS).until(consumer::connected);
    JobQueues direct = fixture.queues();
    Submission after = direct.submit(fixture.queue(), JobDocument.of("b"), null);
    assertThat(JobLifeTest.awaitEnd(direct, after.id()).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void aKeyOfAnotherKindIsRefusedInOneLine() {
    fixture.direct().set("jobs:" + fixture.queue(), "a text");
    assertThat(refusal(fixture.queues()))
        .hasMessageContaining("WRONGTYPE")
        .extracting(QueueException::trouble)
        .isEqualTo(Trouble.REFUSED);
  }
}
