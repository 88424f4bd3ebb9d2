package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What idempotency keys and names decide when a job is handed in. */
final class SubmissionTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  @Test
  void theSameKeyAndDocumentIsTheSameJob() {
    JobQueues queues = fixture.queues();
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    Submission second = queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    assertThat(second).isEqualTo(new Submission(first.id(), Submission.Kind.EXISTING));
    assertThat(queues.depth(fixture.queue()).waiting()).isEqualTo(1);
    assertThat(fixture.direct().pttl("job-key:" + fixture.queue() + ":key"))
        .isBetween(86_000_000L, 86_400_000L);
  }

  @Test
  void theSameKeyWithAnotherDocumentIsAConflict() {
    JobQueues queues = fixture.queues();
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    Submission second = queues.submit(fixture.queue(), JobDocument.of("b"), "key");
    assertThat(second).isEqualTo(new Submission(first.id(), Submission.Kind.CONFLICT));
    assertThat(queues.depth(fixture.queue()).waiting()).isEqualTo(1);
  }

  @Test
  void aKeyHoldsAfterItsJobIsDone() {
    JobQueues queues = fixture.queues();
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    JobLifeTest.awaitEnd(queues, first.id());
    assertThat(queues.submit(fixture.queue(), JobDocument.of("a"), "key").kind())
        .isEqualTo(Submission.Kind.EXISTING);
  }

  @Test
  void aKeyWhoseJobIsForgottenIsFree() {
    JobQueues queues = fixture.queues();
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    fixture.direct().del("job:" + first.id());
    assertThat(queues.submit(fixture.queue(), JobDocument.of("b"), "key").kind())
        .isEqualTo(Submission.Kind.CREATED);
  }

  @Test
  void keysAreTheQueuesOwn() {
    JobQueues queues = fixture.queues();
    queues.submit(fixture.queue(), JobDocument.of("a"), "key");
    assertThat(queues.submit(fixture.queue() + "-2", JobDocument.of("a"), "key").kind())
        .isEqualTo(Submission.Kind.CREATED);
  }

  @Test
  void withoutAKeyEachIsANewJob() {
    JobQueues queues = fixture.queues();
    Submission first = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    Submission second = queues.submit(fixture.queue(), JobDocument.of("a"), null);
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(queues.depth(fixture.queue()).waiting()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:retry", "jobs/x"})
  void aQueueThatCannotBePartOfAKeyIsRefused(String queue) {
    JobQueues queues = fixture.queues();
    assertThatThrownBy(() -> queues.submit(queue, JobDocument.of("a"), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("queue: ");
  }

  @Test
  void aKeyWithSpacesIsRefused() {
    JobQueues queues = fixture.queues();
    assertThatThrownBy(() -> queues.submit(fixture.queue(), JobDocument.of("a"), "a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("idempotency key: ");
  }

  @Test
  void nobodyKnowsAJobThatIsNone() {
    JobQueues queues = fixture.queues();
    assertThat(queues.find("nothing")).isEmpty();
    assertThat(queues.find("no id:*")).isEmpty();
  }
}
