package dev.scaleproof.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that somebody put into the stream past the submitting side. */
final class PoisonTest {
  private static final String GOOD = "{\"question\":\"a\"}";

  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  static Stream<Arguments> entries() {
    return Stream.of(
        Arguments.of(Map.of("id", "x1", "job", "no json"), "x1", "not JSON: "),
        Arguments.of(Map.of("id", "x2", "job", ""), "x2", "not a JSON object"),
        Arguments.of(Map.of("id", "x3", "job", "[]"), "x3", "not a JSON object"),
        Arguments.of(Map.of("id", "x4", "job", GOOD + "{}"), "x4", "more than one JSON value"),
        Arguments.of(Map.of("id", "x5", "job", "{}"), "x5", "question: a text is required"),
        Arguments.of(
            Map.of("id", "x6", "job", "{\"question\":\"a\",\"evil\":1}"),
            "x6",
            "unknown field \"evil\": "),
        Arguments.of(Map.of("id", "x7", "job", "{\"question\":\"a\",\"topK\":21}"), "x7", "topK: "),
        Arguments.of(
            Map.of("id", "x8", "job", "{\"question\":\"" + "a".repeat(1 << 16) + "\"}"),
            "x8",
            "larger than 65536 bytes"),
        Arguments.of(Map.of("id", "x9", "job", "[".repeat(20_000)), "x9", "not JSON: "),
        Arguments.of(Map.of("job", GOOD), "unnamed-", "entry has no field id"),
        Arguments.of(Map.of("id", "x10"), "x10", "entry has no field job"),
        Arguments.of(Map.of("id", "", "job", GOOD), "unnamed-", "id is not 1 to 80"),
        Arguments.of(Map.of("id", "a:b\nc", "job", GOOD), "unnamed-", "id is not 1 to 80"),
        Arguments.of(
            Map.of("id", "x11", "job", GOOD, "mo\nre", "1"),
            "x11",
            "entry has an unknown or repeated field mo?re"),
        Arguments.of(Map.of("x", "y"), "unnamed-", "entry has an unknown or repeated field x"));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void itBecomesADeadLetterWithItsReason(Map<String, String> entry, String id, String reason) {
    String own = fixture.queue() + "-";
    Map<String, String> put = new LinkedHashMap<>(entry);
    put.computeIfPresent("id", (name, given) -> given.startsWith("x") ? own + given : given);
    JobQueues queues = fixture.queues();
    fixture.direct().xadd("jobs:" + fixture.queue(), put);
    Submission good = queues.submit(fixture.queue(), JobDocument.of("good"), null);
    fixture.consumer((job, context) -> new JobOutcome.Done(QueueFixture.result(job)));

    assertThat(JobLifeTest.awaitEnd(queues, good.id()).status()).isEqualTo(JobStatus.DONE);
    await()
        .atMost(5, SECONDS)
        .until(() -> queues.depth(fixture.queue()).equals(new QueueDepth(0, 0, 0, 1)));
    DeadLetter letter = queues.deadLetters(fixture.queue(), null, 10).getFirst();
    assertThat(letter.id()).startsWith(id.startsWith("x") ? own + id : id);
    assertThat(letter.reason()).startsWith(reason);
    assertThat(letter.reason().lines()).hasSize(1);
    assertThat(letter.job().length()).isLessThanOrEqualTo(1 << 16);
    if (id.startsWith("x")) {
      JobState state = queues.find(letter.id()).orElseThrow();
      assertThat(state.status()).isEqualTo(JobStatus.DEAD);
      assertThat(state.reason()).isEqualTo(letter.reason());
    }
  }

  @Test
  void bytesThatAreNoTextAreNoJob() {
    JobQueues queues = fixture.queues();
    fixture
        .direct()
        .eval(
            "return redis.call('XADD', KEYS[1], '*', 'id', ARGV[1], 'job',"
                + " '{\"question\":\"\\255\\254\"}')",
            io.lettuce.core.ScriptOutputType.VALUE,
            new String[] {"jobs:" + fixture.queue()},
            fixture.queue());
    fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    assertThat(JobLifeTest.awaitEnd(queues, awaitId(queues)).reason()).startsWith("not JSON");
  }

  private String awaitId(JobQueues queues) {
    await().atMost(5, SECONDS).until(() -> queues.depth(fixture.queue()).dead() == 1);
    return queues.deadLetters(fixture.queue(), null, 1).getFirst().id();
  }

  @Test
  void anIdThatIsTakenHarmsNobody() {
    JobQueues queues = fixture.queues();
    String other = fixture.queue() + "-other";
    Submission victim = queues.submit(other, JobDocument.of("victim"), null);
    fixture.direct().set("job:" + fixture.queue(), "a text");
    fixture.direct().xadd("jobs:" + fixture.queue(), "id", victim.id(), "job", GOOD);
    fixture.direct().xadd("jobs:" + fixture.queue(), "id", fixture.queue(), "job", GOOD);
    fixture.consumer((job, context) -> new JobOutcome.Done("{}"));
    await().atMost(5, SECONDS).until(() -> queues.depth(fixture.queue()).dead() == 2);
    List<DeadLetter> letters = queues.deadLetters(fixture.queue(), null, 10);
    assertThat(letters.getFirst().reason()).isEqualTo("its id belongs to a job of another queue");
    assertThat(letters.getLast().reason()).isEqualTo("its key holds something else than a job");
    assertThat(queues.find(victim.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(queues.retry(fixture.queue(), victim.id()))
        .isEqualTo(JobQueues.RetryAnswer.NOT_DEAD);
    assertThat(queues.find(victim.id()).orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aGoodEntryThatNobodySubmittedIsAJob() {
    JobQueues queues = fixture.queues();
    fixture.direct().xadd("jobs:" + fixture.queue(), "id", fixture.queue(), "job", GOOD);
    fixture.consumer((job, context) -> new JobOutcome.Done(QueueFixture.result(job)));
    await().atMost(5, SECONDS).until(() -> queues.find(fixture.queue()).isPresent());
    JobState state = JobLifeTest.awaitEnd(queues, fixture.queue());
    assertThat(state.result()).isEqualTo("{\"answer\":\"a\"}");
    assertThat(state.submitted()).isAfter(java.time.Instant.EPOCH);
  }
}
