package dev.scaleproof.demo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.jobs.RedisSettings;
import dev.scaleproof.redis.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalQueueTest {
  private static final Pattern REDIS = Pattern.compile("Redis (redis://127\\.0\\.0\\.1:\\d+);");

  private static final Duration STARTED = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private LocalQueue queue(String gateway, @Nullable URI model) {
    String classPath = System.getProperty("java.class.path");
    return new LocalQueue(
        new LocalQueue.Options(18080, folder, 2, folder, null, model, "a-model"),
        new LocalQueue.Programs(
            new Program(classPath, TinyModel.class.getName()),
            new Program(classPath, gateway),
            new Program(classPath, TinyWorker.class.getName()),
            null),
        new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jobsAreAnsweredUntilOnePartEnds() throws Exception {
    FutureTask<Void> running =
        new FutureTask<>(
            () -> {
              queue(TinyModel.class.getName(), null).run();
              return null;
            });
    Thread thread = Thread.ofVirtual().start(running);
    Awaitility.await("four JVMs are up")
        .atMost(STARTED)
        .until(() -> running.isDone() || text().contains("Up after"));
    Matcher redis = REDIS.matcher(text());
    assertThat(redis.find()).as(text()).isTrue();
    try (JobQueues jobs = JobQueues.connect(new RedisSettings(redis.group(1)))) {
      String id = jobs.submit("default", JobDocument.of("Are you open?"), null).id();
      RedisFixture.await("answered", () -> jobs.find(id).orElseThrow().status() == JobStatus.DONE);
    }
    assertThat(text()).contains("make push-jobs N=100 URL=http://127.0.0.1:18080");
    children().findFirst().orElseThrow().destroyForcibly();
    thread.join();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(running::get)
        .havingCause()
        .isInstanceOf(ChildException.class)
        .withMessageMatching("(model|gateway|worker-\\d) has ended, so all of it did.*");
    RedisFixture.await("nothing is left", () -> children().findAny().isEmpty());
  }

  /** The Java programs among them; what they run is not told of a command line as long as these. */
  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"));
  }

  @Test
  void twoOnOneFolderWouldShareTheDataOfRedis() throws Exception {
    try (var _ = DataFolder.claim(folder)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> queue(TinyModel.class.getName(), null).run())
          .withMessageStartingWith("another Redis has its data in " + folder);
    }
  }

  @Test
  void aPartThatDoesNotStartIsNamed() {
    assertThatExceptionOfType(ChildException.class)
        .isThrownBy(() -> queue("no.such.Gateway", URI.create("http://127.0.0.1:1")).run())
        .withMessageStartingWith("gateway ended with exit status 1 before it was ready");
  }
}
