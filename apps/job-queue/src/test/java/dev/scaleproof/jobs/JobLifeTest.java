package dev.scaleproof.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job's way when nothing goes wrong. */
final class JobLifeTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  @Test
  void theServerHasWhatTheScriptsUse() {
    // XAUTOCLAIM and XPENDING with an idle time came with 6.2.
    assertThat(Runtime.Version.parse(fixture.redis().version()))
        .isGreaterThanOrEqualTo(Runtime.Version.parse("6.2"));
  }

  @Test
  void aJobIsQueuedRunAndDone() {
    JobQueues queues = fixture.queues();
    Submission submission = queues.submit(fixture.queue(), JobDocument.of("how?"), null);
    assertThat(submission.kind()).isEqualTo(Submission.Kind.CREATED);
    assertThat(queues.find(submission.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(1, 0, 0, 0));

    fixture.consumer((job, context) -> new JobOutcome.Done(QueueFixture.result(job)));

    JobState state = awaitEnd(queues, submission.id());
    assertThat(state.status()).isEqualTo(JobStatus.DONE);
    assertThat(state.result()).isEqualTo("{\"answer\":\"how?\"}");
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(state.worker()).isEqualTo("test");
    assertThat(state.started()).isNotNull().isAfterOrEqualTo(state.submitted());
    assertThat(state.ended()).isNotNull().isAfterOrEqualTo(state.started());
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
    assertThat(fixture.direct().pttl("job:" + submission.id())).isBetween(1L, 60_000L);
  }

  static JobState awaitEnd(JobQueues queues, String id) {
    return await()
        .atMost(10, SECONDS)
        .pollInterval(java.time.Duration.ofMillis(5))
        .until(() -> queues.find(id).orElseThrow(), state -> state.status().ended());
  }
}
