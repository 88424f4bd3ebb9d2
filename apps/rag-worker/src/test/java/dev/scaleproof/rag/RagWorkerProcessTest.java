package dev.scaleproof.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.jobs.RedisSettings;
import dev.scaleproof.redis.RedisProcess;
import dev.scaleproof.retrieval.build.Embedding;
import dev.scaleproof.retrieval.build.IndexBuild;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.sim.junit.VllmSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program as a person runs it: its lines, its exit codes, and that it never crashes. */
class RagWorkerProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TERMINATED = 143;

  @TempDir static Path folder;
  private static RedisProcess redis;
  private static JobQueues jobs;

  @RegisterExtension
  private final VllmSimulator model = VllmSimulator.builder().servedModelName("test-model").build();

  /** Of each test its own. */
  private final String queue = UUID.randomUUID().toString();

  @TempDir private Path work;

  @BeforeAll
  static void prepare() throws Exception {
    redis = RedisProcess.durable(folder);
    jobs = JobQueues.connect(new RedisSettings(redis.url()));
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Files.writeString(documents.resolve("payments.md"), "# Payments\n\nWe accept UPI payments.\n");
    try (MiniLm embedder = MiniLm.load();
        Embedding embedding = new Embedding(embedder, 1)) {
      new IndexBuild(embedder, embedding, IndexBuild.DEFAULT_MAX_BYTES)
          .run(documents, new IndexFolder(folder.resolve("index")), (files, of, chunks, now) -> {});
    }
  }

  @AfterAll
  static void end() {
    jobs.close();
    redis.close();
  }

  private WorkerProcess start(int graceSeconds) throws IOException {
    return WorkerProcess.start(
        work,
        "--port=0",
        "--redis-url=" + redis.url(),
        "--queue=" + queue,
        "--model-url=" + model.baseUrl(),
        "--model-name=test-model",
        "--index-dir=" + folder.resolve("index"),
        "--grace-seconds=" + graceSeconds);
  }

  @Test
  void withoutAnIndexItIsOneLineAndExitCodeOne() throws Exception {
    Path nowhere = work.resolve("nowhere");
    try (WorkerProcess worker = WorkerProcess.start(work, "--port=0", "--index-dir=" + nowhere)) {
      worker.assertEnded(
          1, "rag-worker: no finished index in " + nowhere + "; run `make build-index`");
      assertThat(worker.lines()).isEmpty();
    }
  }

  private String submit() {
    // With a short answer, since each of its tokens takes the simulator some time.
    JobDocument document =
        new JobDocument("Do you accept UPI payments?", null, 4, OptionalInt.of(20));
    return jobs.submit(queue, document, null).id();
  }

  private JobState state(String id) {
    return jobs.find(id).orElseThrow();
  }

  @Test
  void termLetsAJobFinish() throws Exception {
    try (WorkerProcess worker = start((int) PATIENCE.toSeconds())) {
      String id = submit();
      model.awaitSequences(1);
      worker.terminate();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                model.advance(Duration.ofSeconds(10));
                return worker.ended();
              });
      assertThat(state(id).status()).isEqualTo(JobStatus.DONE);
      worker.assertEnded(TERMINATED);
      assertThat(worker.lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("ready http://127.0.0.1:"),
              line ->
                  assertThat(line)
                      .isEqualTo("ended: 1 finished, 0 handed back, 0 left to their lease"));
    }
  }

  @Test
  void termHandsBackWhatDoesNotFinishInTime() throws Exception {
    try (WorkerProcess worker = start(0)) {
      String id = submit();
      model.awaitSequences(1);
      worker.terminate();
      worker.assertEnded(TERMINATED);
      assertThat(state(id).status()).isEqualTo(JobStatus.QUEUED);
      assertThat(worker.lines())
          .last()
          .isEqualTo("ended: 0 finished, 1 handed back, 0 left to their lease");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void termWhileTheModelLoadsTakesNoJob() throws Exception {
    String id = submit();
    try (WorkerProcess worker = start((int) PATIENCE.toSeconds())) {
      worker.awaitLibrary("libonnxruntime");
      worker.terminate();
      worker.assertEnded(TERMINATED);
      assertThat(worker.lines()).isEmpty();
      assertThat(state(id).status()).isEqualTo(JobStatus.QUEUED);
      assertThat(state(id).attempts()).isZero();
    }
  }

  @Test
  void termRightAfterTheStart() throws Exception {
    try (WorkerProcess worker = start((int) PATIENCE.toSeconds())) {
      worker.terminate();
      worker.assertEnded(TERMINATED);
      assertThat(worker.lines()).isEmpty();
    }
  }
}
