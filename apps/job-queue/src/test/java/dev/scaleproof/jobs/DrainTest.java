package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a consumer stops. */
final class DrainTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  @Test
  void whatRunsMayFinishAndNothingNewIsTaken() throws InterruptedException {
    JobQueues queues = fixture.queues();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    JobConsumer consumer =
        fixture.consumer(
            fixture.quick().withConcurrency(1),
            (job, context) -> {
              running.countDown();
              finish.await();
              return new JobOutcome.Done("{}");
            },
            new ConsumerObserver() {});
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    running.await();
    Submission second = queues.submit(fixture.queue(), JobDocument.of("b"), null);
    Thread.startVirtualThread(
        () -> {
          await().until(consumer::takesNothingMore);
          finish.countDown();
        });
    assertThat(consumer.drain(Duration.ofSeconds(10)).left()).isZero();
    assertThat(queues.find(first.id()).orElseThrow().status()).isEqualTo(JobStatus.DONE);
    JobState rest = queues.find(second.id()).orElseThrow();
    assertThat(rest.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(rest.attempts()).isZero();
    assertThat(queues.depth(fixture.queue()).inflight()).isZero();
  }

  @Test
  void whatDoesNotFinishGoesBackWithoutAFailure() throws InterruptedException {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    for (int i = 0; i < 5; i++) {
      CountDownLatch running = new CountDownLatch(1);
      JobConsumer stuck =
          fixture.consumer(
              (taken, context) -> {
                running.countDown();
                Thread.sleep(Duration.ofMinutes(1));
                return new JobOutcome.Done("{}");
              });
      running.await();
      assertThat(stuck.drain(Duration.ZERO)).isEqualTo(new DrainReport(0, 1, 0));
      assertThat(queues.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    }
    fixture.consumer((taken, context) -> new JobOutcome.Done("{}"));
    JobState state = JobLifeTest.awaitEnd(queues, job.id());
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
    assertThat(state.attempts()).isEqualTo(6);
  }

  @Test
  void aSecondDrainTellsTheSame() throws InterruptedException {
    JobConsumer consumer = fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    DrainReport report = consumer.drain(Duration.ZERO);
    assertThat(consumer.drain(Duration.ofSeconds(1))).isSameAs(report);
  }

  @Test
  void itsConsumerIsGoneFromTheGroup() throws InterruptedException {
    JobQueues queues = fixture.queues();
    JobConsumer consumer = fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    JobLifeTest.awaitEnd(queues, job.id());
    consumer.drain(Duration.ofSeconds(1));
    assertThat(fixture.direct().xinfoConsumers("jobs:" + fixture.queue(), "workers")).isEmpty();
  }
}
