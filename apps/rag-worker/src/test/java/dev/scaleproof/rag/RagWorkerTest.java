package dev.scaleproof.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.jobs.Backoff;
import dev.scaleproof.jobs.ConsumerSettings;
import dev.scaleproof.jobs.DrainReport;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.JobState;
import dev.scaleproof.jobs.JobStatus;
import dev.scaleproof.jobs.RedisSettings;
import dev.scaleproof.rag.config.Settings;
import dev.scaleproof.redis.RedisProcess;
import dev.scaleproof.retrieval.build.Embedding;
import dev.scaleproof.retrieval.build.IndexBuild;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import dev.scaleproof.sim.junit.VllmSimulator;
import io.lettuce.core.RedisClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker: a real Redis, the real index of the shipped documents, the real simulator. */
class RagWorkerTest {
  private static final Path DOCUMENTS = Path.of("../../data/docs");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_DELIVERIES = 3;

  @TempDir static Path folder;
  private static RedisProcess redis;
  private static JobQueues jobs;
  private static HttpClient http;

  @RegisterExtension
  private final VllmSimulator model =
      VllmSimulator.builder().servedModelName("test-model").faultInjection().build();

  private final ObjectMapper json = new ObjectMapper();

  /** Of each test its own. */
  private final String queue = UUID.randomUUID().toString();

  private RunningWorker worker;

  @BeforeAll
  static void prepare() throws Exception {
    redis = RedisProcess.durable(folder);
    jobs = JobQueues.connect(new RedisSettings(redis.url()));
    http = HttpClient.newHttpClient();
    try (MiniLm embedder = MiniLm.load();
        Embedding embedding = new Embedding(embedder, 2)) {
      new IndexBuild(embedder, embedding, IndexBuild.DEFAULT_MAX_BYTES)
          .run(DOCUMENTS, new IndexFolder(folder.resolve("index")), (files, of, chunks, now) -> {});
    }
  }

  @AfterAll
  static void end() {
    http.close();
    jobs.close();
    redis.close();
  }

  @BeforeEach
  void start() throws Exception {
    worker = worker(MAX_DELIVERIES);
  }

  private RunningWorker worker(int maxDeliveries) throws IndexRefusedException {
    return worker(settings(folder.resolve("index"), maxDeliveries, redis.url()));
  }

  private static RunningWorker worker(Settings settings) throws IndexRefusedException {
    return RunningWorker.start(settings, Workplace.open(settings, new OwnBeans()));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  private Settings settings(Path index, int maxDeliveries, String redisUrl) {
    return new Settings(
        "127.0.0.1",
        0,
        new RedisSettings(redisUrl),
        ConsumerSettings.of(queue, "test")
            .withConcurrency(2)
            .withMaxDeliveries(maxDeliveries)
            .withBackoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)))
            .withBlock(Duration.ofMillis(50)),
        new Settings.Model(model.baseUrl(), "test-model", "", Duration.ofSeconds(20)),
        index,
        Optional.empty());
  }

  /** With a short answer, since each of its tokens takes the simulator some time. */
  private static JobDocument question(String text) {
    return new JobDocument(text, null, 4, OptionalInt.of(20));
  }

  private String submit(JobDocument document) {
    return jobs.submit(queue, document, null).id();
  }

  private JobState state(String id) {
    return jobs.find(id).orElseThrow();
  }

  /** Simulated time goes on until the job has ended. */
  private JobState ended(String id) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              model.advance(Duration.ofSeconds(10));
              JobStatus status = state(id).status();
              return status == JobStatus.DONE || status == JobStatus.DEAD;
            });
    return state(id);
  }

  private String metric(String name) throws Exception {
    return http.send(
            HttpRequest.newBuilder(worker.uri().resolve("/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{queue=\"" + queue + "\"}"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSourcesOfTheAnswerHoldTheFact() throws Exception {
    JobState done = ended(submit(question("Do you accept UPI payments?")));
    assertThat(done.status()).as(String.valueOf(done.reason())).isEqualTo(JobStatus.DONE);
    JsonNode result = json.readTree(Objects.requireNonNull(done.result()));
    assertThat(result.path("answer").asText()).isNotBlank();
    assertThat(result.path("model").asText()).isEqualTo("test-model");
    assertThat(result.path("sources")).hasSize(4);
    JsonNode best = result.path("sources").path(0);
    assertThat(best.path("document").asText()).isEqualTo("payments.md");
    assertThat(best.path("text").asText()).contains("We accept UPI payments");
    assertThat(best.path("score").asDouble()).isBetween(0.5, 1.0);
    Awaitility.await()
        .untilAsserted(() -> assertThat(metric("agent_jobs_done_total")).isEqualTo("1.0"));
    assertThat(metric("agent_job_attempts_total")).isEqualTo("1.0");
    assertThat(metric("agent_job_duration_seconds_count")).isEqualTo("1");
    assertThat(metric("agent_llm_latency_seconds_count")).isEqualTo("1");
    assertThat(metric("agent_retrieval_seconds_count")).isEqualTo("1");
    assertThat(metric("agent_jobs_dead_total")).isEqualTo("0.0");
  }

  @Test
  void theJobSaysHowManySourcesAndTokens() throws Exception {
    String id = submit(new JobDocument("Where can I park?", "test-model", 2, OptionalInt.of(7)));
    JsonNode result = json.readTree(Objects.requireNonNull(ended(id).result()));
    assertThat(result.path("sources")).hasSize(2);
  }

  @Test
  void aModelThatFailsIsAskedAgain() throws Exception {
    // So many that they cannot be used up before the model is mended.
    worker.close();
    worker = worker(1000);
    model.schedule("{\"faults\": [{\"kind\": \"error\", \"status\": 503}]}");
    String id = submit(question("Do you accept UPI payments?"));
    Awaitility.await().atMost(PATIENCE).until(() -> state(id).attempts() >= 2);
    model.clearFaults();
    assertThat(ended(id).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void aModelThatKeepsFailingMakesADeadLetterWithItsReason() throws Exception {
    model.schedule("{\"faults\": [{\"kind\": \"error\", \"status\": 500}]}");
    JobState dead = ended(submit(question("Do you accept UPI payments?")));
    assertThat(dead.status()).isEqualTo(JobStatus.DEAD);
    assertThat(dead.attempts()).isEqualTo(MAX_DELIVERIES);
    assertThat(dead.reason()).contains("500");
    Awaitility.await()
        .untilAsserted(() -> assertThat(metric("agent_jobs_dead_total")).isEqualTo("1.0"));
  }

  @Test
  void whatTheModelRefusesIsNotTriedAgain() {
    JobState dead =
        ended(submit(new JobDocument("Do you accept UPI?", null, 4, OptionalInt.of(1 << 20))));
    assertThat(dead.status()).isEqualTo(JobStatus.DEAD);
    assertThat(dead.attempts()).isEqualTo(1);
    assertThat(dead.reason()).startsWith("the model server answered 400: ");
  }

  @Test
  void aPoisonedJobIsADeadLetterAndTheNextOneIsAnswered() {
    try (var client = RedisClient.create(redis.url());
        var connection = client.connect()) {
      connection.sync().xadd("jobs:" + queue, Map.of("id", queue, "job", "{\"question\":1}"));
    }
    String next = submit(question("Do you accept UPI payments?"));
    assertThat(ended(next).status()).isEqualTo(JobStatus.DONE);
    Awaitility.await()
        .untilAsserted(() -> assertThat(jobs.deadLetters(queue, null, 10)).hasSize(1));
    assertThat(jobs.deadLetters(queue, null, 10).getFirst().reason()).contains("question");
  }

  @Test
  void atItsEndItFinishesWhatItHasInHand() throws Exception {
    String id = submit(question("Do you accept UPI payments?"));
    model.awaitSequences(1);
    String second = submit(question("Where can I park?"));
    model.awaitSequences(2);
    // Not in the common pool: on two cores that is one thread, and the HTTP client needs it.
    CompletableFuture<DrainReport> end =
        CompletableFuture.supplyAsync(() -> ending(worker, PATIENCE), Thread::startVirtualThread);
    while (!end.isDone()) {
      model.advance(Duration.ofSeconds(10));
    }
    assertThat(end.get()).isEqualTo(new DrainReport(2, 0, 0));
    assertThat(state(id).status()).isEqualTo(JobStatus.DONE);
    assertThat(state(second).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void whatDoesNotFinishInTimeGoesBackAndAnotherWorkerDoesIt() throws Exception {
    String id = submit(question("Do you accept UPI payments?"));
    model.awaitSequences(1);
    assertThat(worker.end(Duration.ofMillis(50))).isEqualTo(new DrainReport(0, 1, 0));
    assertThat(state(id).status()).isEqualTo(JobStatus.QUEUED);
    worker = worker(MAX_DELIVERIES);
    assertThat(ended(id).status()).isEqualTo(JobStatus.DONE);
  }

  @Test
  void readinessIsThatOfRedis() throws Exception {
    Awaitility.await().atMost(PATIENCE).until(() -> status(worker, "readiness") == 200);
    worker.close();
    // Nobody listens there.
    worker = worker(settings(folder.resolve("index"), MAX_DELIVERIES, "redis://127.0.0.1:1"));
    assertThat(status(worker, "readiness")).isEqualTo(503);
    assertThat(status(worker, "liveness")).isEqualTo(200);
  }

  private static int status(RunningWorker worker, String probe) throws Exception {
    return http.send(
            HttpRequest.newBuilder(worker.uri().resolve("/health/" + probe)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void withoutAnIndexItDoesNotStart() {
    assertThatThrownBy(
            () ->
                Workplace.open(
                    settings(folder.resolve("nowhere"), MAX_DELIVERIES, redis.url()),
                    new OwnBeans()))
        .isInstanceOf(IndexRefusedException.class)
        .hasMessageStartingWith("no finished index in ")
        .hasMessageEndingWith("run `make build-index`");
  }

  private static DrainReport ending(RunningWorker worker, Duration grace) {
    try {
      return worker.end(grace);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
