package dev.scaleproof.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WatchTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  private static final class Recorder implements JobListener {
    final List<JobState> states = new CopyOnWriteArrayList<>();
    final AtomicInteger gone = new AtomicInteger();

    @Override
    public void changed(JobState state) {
      states.add(state);
    }

    @Override
    public void gone() {
      gone.incrementAndGet();
    }

    void awaitStates(int count) {
      await().atMost(10, SECONDS).until(() -> states.size() >= count);
    }
  }

  @Test
  void eachChangeIsTold() {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    Recorder recorder = new Recorder();
    fixture.keep(queues.watch(job.id(), recorder));
    recorder.awaitStates(1);
    Semaphore step = new Semaphore(0);
    fixture.consumer(
        (taken, context) -> {
          step.acquire();
          context.progress("retrieving");
          step.acquire();
          return new JobOutcome.Done("{}");
        });
    recorder.awaitStates(2);
    step.release();
    recorder.awaitStates(3);
    step.release();
    recorder.awaitStates(4);
    assertThat(recorder.states)
        .extracting(JobState::status)
        .containsExactly(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.DONE);
    assertThat(recorder.states.get(2).progress()).isEqualTo("retrieving");
    assertThat(recorder.states.get(3).progress()).isNull();
    assertThat(recorder.states.get(3).result()).isEqualTo("{}");
  }

  @Test
  void anUnknownJobIsGoneAtOnce() {
    Recorder recorder = new Recorder();
    fixture.keep(fixture.queues().watch("nothing", recorder));
    await().atMost(10, SECONDS).until(() -> recorder.gone.get() == 1);
    assertThat(recorder.states).isEmpty();
  }

  @Test
  void twoWatchersOfOneJobAreIndependent() {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    JobWatch closed = queues.watch(job.id(), first);
    fixture.keep(queues.watch(job.id(), second));
    first.awaitStates(1);
    second.awaitStates(1);
    closed.close();
    fixture.consumer((taken, context) -> new JobOutcome.Done("{}"));
    await().until(() -> second.states.getLast().status() == JobStatus.DONE);
    assertThat(first.states).hasSize(1);
  }

  @Test
  void aListenerThatThrowsHarmsNoOther() {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    fixture.keep(
        queues.watch(
            job.id(),
            state -> {
              throw new IllegalStateException("listener");
            }));
    Recorder recorder = new Recorder();
    fixture.keep(queues.watch(job.id(), recorder));
    recorder.awaitStates(1);
    fixture.consumer((taken, context) -> new JobOutcome.Done("{}"));
    await().atMost(10, SECONDS).until(() -> recorder.states.getLast().status().ended());
  }

  /** Events that fall into a broken connection are made up for by reading again. */
  @Test
  void aChangeWithoutItsEventIsFoundToo() {
    JobQueues queues =
        fixture.keep(
            JobQueues.connect(
                new RedisSettings(fixture.redis().url(), java.time.Duration.ofMillis(200))));
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    Recorder recorder = new Recorder();
    fixture.keep(queues.watch(job.id(), recorder));
    recorder.awaitStates(1);
    fixture.direct().hset("job:" + job.id(), "progress", "silently");
    recorder.awaitStates(2);
    assertThat(recorder.states.get(1).progress()).isEqualTo("silently");
  }
}
