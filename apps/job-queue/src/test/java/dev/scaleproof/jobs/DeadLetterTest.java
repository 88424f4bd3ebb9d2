package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.jobs.JobQueues.RetryAnswer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DeadLetterTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  @Test
  void aRetriedOneHasAllItsDeliveriesAgain() {
    JobQueues queues = fixture.queues();
    AtomicBoolean well = new AtomicBoolean();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    fixture.consumer(
        (taken, context) ->
            well.get() && taken.attempt() == 6
                ? new JobOutcome.Done("{}")
                : new JobOutcome.Retry("ill"));
    assertThat(JobLifeTest.awaitEnd(queues, job.id()).attempts()).isEqualTo(3);

    well.set(true);
    assertThat(queues.retry(fixture.queue(), job.id())).isEqualTo(RetryAnswer.QUEUED);
    JobState state = JobLifeTest.awaitEnd(queues, job.id());
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
    assertThat(state.attempts()).isEqualTo(6);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
    assertThat(queues.retry(fixture.queue(), job.id())).isEqualTo(RetryAnswer.NOT_DEAD);
  }

  @Test
  void itCanBeRetriedWhenItsStateIsForgotten() {
    JobQueues queues = fixture.queues();
    Submission job = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    AtomicBoolean well = new AtomicBoolean();
    fixture.consumer(
        (taken, context) -> well.get() ? new JobOutcome.Done("{}") : new JobOutcome.Failed("ill"));
    JobLifeTest.awaitEnd(queues, job.id());
    fixture.direct().del("job:" + job.id());
    well.set(true);
    assertThat(queues.retry(fixture.queue(), job.id())).isEqualTo(RetryAnswer.QUEUED);
    assertThat(JobLifeTest.awaitEnd(queues, job.id()).attempts()).isEqualTo(2);
  }

  @Test
  void theBeginningOfAnOversizedOneIsNoJob() {
    JobQueues queues = fixture.queues();
    String id = fixture.queue() + "-big";
    fixture
        .direct()
        .xadd("jobs:" + fixture.queue(), "id", id, "job", "{\"question\":\"" + "a".repeat(70_000));
    fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    org.awaitility.Awaitility.await().until(() -> queues.find(id).isPresent());
    assertThat(queues.retry(fixture.queue(), id)).isEqualTo(RetryAnswer.TRUNCATED);
    DeadLetter letter = queues.deadLetters(fixture.queue(), null, 1).getFirst();
    assertThat(letter.truncated()).isTrue();
    assertThat(letter.job()).hasSize(1024);
  }

  @Test
  void theyAreListedInOrderAndInPages() {
    JobQueues queues = fixture.queues();
    List<String> ids =
        java.util.stream.IntStream.range(0, 5).mapToObj(i -> fixture.queue() + "-" + i).toList();
    ids.forEach(id -> fixture.direct().xadd("jobs:" + fixture.queue(), "id", id, "job", "?"));
    fixture.consumer(
        fixture.quick().withConcurrency(1),
        (job, context) -> new JobOutcome.Done("{}"),
        new ConsumerObserver() {});
    org.awaitility.Awaitility.await().until(() -> queues.depth(fixture.queue()).dead() == 5);
    List<DeadLetter> first = queues.deadLetters(fixture.queue(), null, 3);
    List<DeadLetter> rest = queues.deadLetters(fixture.queue(), first.getLast().entry(), 3);
    assertThat(first).extracting(DeadLetter::id).containsExactlyElementsOf(ids.subList(0, 3));
    assertThat(rest).extracting(DeadLetter::id).containsExactlyElementsOf(ids.subList(3, 5));
  }

  @Test
  void noSuchLetter() {
    JobQueues queues = fixture.queues();
    assertThat(queues.retry(fixture.queue(), "nothing")).isEqualTo(RetryAnswer.NOT_DEAD);
    assertThat(queues.deadLetters(fixture.queue(), null, 10)).isEmpty();
  }
}
