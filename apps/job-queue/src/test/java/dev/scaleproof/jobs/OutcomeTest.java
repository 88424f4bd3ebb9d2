package dev.scaleproof.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a consumer makes of what its handler says, or does not say. */
final class OutcomeTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  private JobState handled(JobHandler handler) {
    return handled(fixture.quick(), handler, new ConsumerObserver() {});
  }

  private JobState handled(
      ConsumerSettings settings, JobHandler handler, ConsumerObserver observer) {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    fixture.consumer(settings, handler, observer);
    return JobLifeTest.awaitEnd(queues, job.id());
  }

  @Test
  void whatMaySucceedLaterIsTriedAgain() {
    JobState state =
        handled(
            (job, context) ->
                job.attempt() < 3
                    ? new JobOutcome.Retry("model is busy")
                    : new JobOutcome.Done("{}"));
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
    assertThat(state.attempts()).isEqualTo(3);
    assertThat(state.reason()).isNull();
  }

  @Test
  void afterTheLastDeliveryItIsDeadWithTheLastReason() {
    JobState state = handled((job, context) -> new JobOutcome.Retry("try " + job.attempt()));
    assertThat(state.status()).isEqualTo(JobStatus.DEAD);
    assertThat(state.reason()).isEqualTo("try 3");
    assertThat(state.attempts()).isEqualTo(3);
  }

  @Test
  void whatCannotSucceedIsDeadAtOnce() {
    JobState state = handled((job, context) -> new JobOutcome.Failed("no such model\nat all"));
    assertThat(state.status()).isEqualTo(JobStatus.DEAD);
    assertThat(state.reason()).isEqualTo("no such model");
    assertThat(state.attempts()).isEqualTo(1);
  }

  @Test
  void anExceptionIsAFailedAttempt() {
    JobState state =
        handled(
            (job, context) -> {
              throw new IllegalStateException("boom");
            });
    assertThat(state.reason()).isEqualTo("failed: java.lang.IllegalStateException: boom");
    assertThat(state.attempts()).isEqualTo(3);
  }

  @Test
  void aResultThatIsTooLargeIsDead() {
    JobState state =
        handled((job, context) -> new JobOutcome.Done("x".repeat(JobOutcome.LARGEST_RESULT + 1)));
    assertThat(state.status()).isEqualTo(JobStatus.DEAD);
    assertThat(state.reason()).isEqualTo("its result has 1048577 bytes");
  }

  @Test
  void aRetryWaitsAsLongAsItSays() {
    JobQueues queues = fixture.queues();
    AtomicReference<Instant> first = new AtomicReference<>();
    JobState state =
        handled(
            (job, context) -> {
              if (job.attempt() == 1) {
                first.set(queues.find(job.id()).orElseThrow().started());
                return new JobOutcome.Retry("later", Duration.ofMillis(300));
              }
              return new JobOutcome.Done("{}");
            });
    assertThat(Duration.between(first.get(), state.started()))
        .isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void anAttemptThatTakesTooLongIsInterruptedAndTriedAgain() {
    List<String> interrupted = new CopyOnWriteArrayList<>();
    JobState state =
        handled(
            fixture.quick().withLongestRun(Duration.ofMillis(100)),
            (job, context) -> {
              if (job.attempt() == 1) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.add(job.id());
                }
              }
              return new JobOutcome.Done("{\"attempt\":" + job.attempt() + "}");
            },
            new ConsumerObserver() {});
    assertThat(state.result()).isEqualTo("{\"attempt\":2}");
    assertThat(interrupted).hasSize(1);
  }

  @Test
  void aJobThatRunsLongerThanItsLeaseKeepsIt() throws InterruptedException {
    AtomicInteger started = new AtomicInteger();
    ConsumerObserver counting =
        new ConsumerObserver() {
          @Override
          public void started(Job job) {
            started.incrementAndGet();
          }
        };
    JobQueues queues = fixture.queues();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    fixture.consumer(
        fixture.quick(),
        (taken, context) -> {
          running.countDown();
          finish.await();
          return new JobOutcome.Done("{}");
        },
        counting);
    running.await();
    fixture.consumer(
        fixture.quick(), (taken, context) -> new JobOutcome.Failed("taken over"), counting);
    Instant begun = Objects.requireNonNull(queues.find(job.id()).orElseThrow().started());
    await().until(() -> fixture.now().isAfter(begun.plus(fixture.quick().lease().multipliedBy(4))));
    finish.countDown();
    JobState state = JobLifeTest.awaitEnd(queues, job.id());
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(started).hasValue(1);
  }

  @Test
  void anObserverThatThrowsStopsNothing() {
    JobState state =
        handled(
            fixture.quick(),
            (job, context) -> new JobOutcome.Done("{}"),
            new ConsumerObserver() {
              @Override
              public void started(Job job) {
                throw new IllegalStateException("observer");
              }
            });
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void noMoreRunAtOnceThanTheConcurrency() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier four = new CyclicBarrier(4);
    CountDownLatch all = new CountDownLatch(40);
    JobQueues queues = fixture.queues();
    for (int i = 0; i < 40; i++) {
      queues.submit(fixture.queue(), JobDocument.of("a"), null);
    }
    fixture.consumer(
        (job, context) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          four.await(10, SECONDS);
          now.decrementAndGet();
          all.countDown();
          return new JobOutcome.Done("{}");
        });
    assertThat(all.await(20, SECONDS)).isTrue();
    assertThat(most).hasValue(4);
  }
}
