package dev.scaleproof.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.jobs.program.JobQueueProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The program as a process, on a real queue. */
final class ProgramDeadTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  private record Outcome(int exit, String output) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            JobQueueProgram.class.getName());
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().put("REDIS_URL", fixture.redis().url());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  @Test
  void deadLettersAreListedAndRetried() throws IOException, InterruptedException {
    JobQueues queues = fixture.queues();
    Submission job =
        queues.submit(fixture.queue(), JobDocument.of("\u001b[31mred \u009b31m \u202e"), null);
    JobConsumer consumer =
        fixture.consumer((taken, context) -> new JobOutcome.Failed("no such model"));
    JobLifeTest.awaitEnd(queues, job.id());
    consumer.close();

    Outcome listed = run("dead", "--queue", fixture.queue());
    assertThat(listed.exit()).isZero();
    assertThat(listed.output())
        .contains(job.id() + "   1 attempts  no such model")
        .contains("1 dead letter in queue " + fixture.queue())
        .doesNotContain("\u001b", "\u009b", "\u202e");

    Outcome retried = run("retry", "--queue", fixture.queue(), job.id(), "nothing");
    assertThat(retried.exit()).isEqualTo(1);
    assertThat(retried.output())
        .contains(job.id() + " is back in queue " + fixture.queue())
        .contains("has no dead letter nothing; make jobs-dead lists them");
    fixture.consumer((taken, context) -> new JobOutcome.Done("{}"));
    await().until(() -> queues.find(job.id()).orElseThrow().status() == JobStatus.DONE);
  }
}
