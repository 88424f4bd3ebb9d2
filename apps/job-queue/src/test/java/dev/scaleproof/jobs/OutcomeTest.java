package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    JobState state =
        handled(
            (job, context) ->
                job.attempt() == 1
                    ? new JobOutcome.Retry("later", Duration.ofMillis(300))
                    : new JobOutcome.Done("{}"));
    assertThat(Duration.between(state.submitted(), state.started()))
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
  void aJobThatRunsLongerThanItsLeaseKeepsIt() {
    AtomicInteger started = new AtomicInteger();
    ConsumerObserver counting =
        new ConsumerObserver() {
          @Override
          public void started(Job job) {
            started.incrementAndGet();
          }
        };
    fixture.consumer(fixture.quick(), (job, context) -> new JobOutcome.Done("{}"), counting);
    JobState state =
        handled(
            fixture.quick(),
            (job, context) -> {
              Thread.sleep(1000);
              return new JobOutcome.Done("{}");
            },
            counting);
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
    CountDownLatch all = new CountDownLatch(40);
    JobQueues queues = fixture.queues();
    for (int i = 0; i < 40; i++) {
      queues.submit(fixture.queue(), JobDocument.of("a"), null);
    }
    fixture.consumer(
        (job, context) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.sleep(5);
          now.decrementAndGet();
          all.countDown();
          return new JobOutcome.Done("{}");
        });
    assertThat(all.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(most).hasValueBetween(2, 4);
  }
}
