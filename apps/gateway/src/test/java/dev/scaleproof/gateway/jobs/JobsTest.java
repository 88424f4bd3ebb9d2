package dev.scaleproof.gateway.jobs;

import static dev.scaleproof.gateway.jobs.Http.get;
import static dev.scaleproof.gateway.jobs.Http.json;
import static dev.scaleproof.gateway.jobs.Http.metric;
import static dev.scaleproof.gateway.jobs.Http.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.jobs.JobOutcome;
import dev.scaleproof.redis.RedisProgram;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handing jobs in, and what becomes of them. */
class JobsTest {

  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String QUESTION = "{\"question\":\"Do you accept UPI payments?\"}";

  @TempDir private static Path folder;
  private static TestRedis redis;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.start(folder);
    gateway = gateway("--redis-url", redis.url(), "--redis-timeout", "20s");
  }

  private static TestGateway gateway(String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of("--upstreams", NOWHERE));
    all.addAll(List.of(flags));
    return TestGateway.start(all.toArray(String[]::new));
  }

  @BeforeEach
  void forgetAll() {
    redis.commands().flushall();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void jobIsTakenAtOnceAndItsResultIsThereLater() throws Exception {
    HttpResponse<String> taken =
        post(gateway, "/v1/jobs", "{\"question\":\"q\",\"topK\":2,\"queue\":\"default\"}");
    String id = json(taken).path("id").asText();
    assertThat(taken.statusCode()).isEqualTo(202);
    assertThat(taken.body())
        .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"queued\",\"queue\":\"default\"}");
    assertThat(taken.headers().firstValue("location")).hasValue("/v1/jobs/" + id);
    HttpResponse<String> waiting = get(gateway, "/v1/jobs/" + id);
    assertThat(waiting.statusCode()).isEqualTo(200);
    assertThat(json(waiting).path("status").asText()).isEqualTo("queued");
    assertThat(json(waiting).has("result")).isFalse();

    var worker =
        redis.worker(
            (job, context) ->
                new JobOutcome.Done("{\"answer\":\"" + job.document().topK() + "\"}"));
    await()
        .until(() -> json(get(gateway, "/v1/jobs/" + id)).path("status").asText(), "done"::equals);
    worker.close();
    JsonNode done = json(get(gateway, "/v1/jobs/" + id));
    assertThat(done.path("result").path("answer").asText()).isEqualTo("2");
    assertThat(done.path("attempts").asInt()).isEqualTo(1);
    assertThat(done.path("worker").asText()).isNotEmpty();
    assertThat(done.path("submitted").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(done.path("ended").asText()).isGreaterThan(done.path("submitted").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"question":" "}                        | question
          {"question":1}                          | question
          {"question":null}                       | question
          {}                                      | question
          {"question":"q","topK":0}               | topK
          {"question":"q","topK":21}              | topK
          {"question":"q","topK":"4"}             | topK
          {"question":"q","maxTokens":0}          | maxTokens
          {"question":"q","model":""}             | model
          {"question":"q","model":7}              | model
          {"question":"q","queue":"elsewhere"}    | queue
          {"question":"q","queue":1}              | queue
          {"question":"q","top_k":4}              | top_k
          {"question":"q","question":"r"}         |
          {"question":"q"} {}                     |
          {"question":                            |
          []                                      |
          """)
  void fieldAtFaultIsNamed(String body, String param) throws Exception {
    HttpResponse<String> answer = post(gateway, "/v1/jobs", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = json(answer).path("error");
    assertThat(error.path("param").textValue()).isEqualTo(param);
    assertThat(error.path("type").asText()).isEqualTo("BadRequestError");
    assertThat(error.path("code").asInt()).isEqualTo(400);
    assertThat(error.path("message").asText()).isNotBlank().doesNotContain("\n");
    assertThat(redis.commands().exists("jobs:default")).isZero();
  }

  @Test
  void emptyBodyIsAMistakeToo() throws Exception {
    assertThat(post(gateway, "/v1/jobs", "").statusCode()).isEqualTo(400);
  }

  @Test
  void moreThanADocumentMayHaveIsTooLarge() throws Exception {
    String frame = "{\"question\":\"\",\"topK\":4}";
    String largest =
        "{\"question\":\"" + "q".repeat((64 << 10) - frame.length()) + "\",\"topK\":4}";
    assertThat(post(gateway, "/v1/jobs", largest).statusCode()).isEqualTo(202);
    assertThat(post(gateway, "/v1/jobs", largest + " ").statusCode()).isEqualTo(413);
    // As JSON it is small enough, but not with what goes without saying.
    String nearly = "{\"question\":\"" + "q".repeat((64 << 10) - 16) + "\"}";
    HttpResponse<String> refused = post(gateway, "/v1/jobs", nearly);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(json(refused).at("/error/message").asText())
        .isEqualTo("The request body is larger than 65536 bytes.");
    String chunked =
        "POST /v1/jobs HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n"
            + FakeUpstream.chunk("x".repeat(70_000));
    assertThat(gateway.exchange(chunked).status()).isEqualTo(413);
  }

  @Test
  void sameKeyIsTheSameJobAndNeverAnotherOne() throws Exception {
    HttpResponse<String> first = post(gateway, "/v1/jobs", QUESTION, "Idempotency-Key", "k-1");
    HttpResponse<String> again = post(gateway, "/v1/jobs", QUESTION, "Idempotency-Key", "k-1");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("location"))
        .isEqualTo(first.headers().firstValue("location"));
    HttpResponse<String> other =
        post(gateway, "/v1/jobs", "{\"question\":\"another\"}", "Idempotency-Key", "k-1");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(json(other).at("/error/param").asText()).isEqualTo("Idempotency-Key");
    assertThat(redis.commands().xlen("jobs:default")).isEqualTo(1);
    HttpResponse<String> wrong =
        post(gateway, "/v1/jobs", QUESTION, "Idempotency-Key", "with a space");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).at("/error/param").asText()).isEqualTo("Idempotency-Key");
  }

  @Test
  void fiftyAtOnceWithOneKeyAtTwoGatewaysAreOneJob() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Set<String> ids = new HashSet<>();
    int created = 0;
    try (TestGateway second = gateway("--redis-url", redis.url());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        TestGateway to = i % 2 == 0 ? gateway : second;
        answers.add(
            threads.submit(
                () -> {
                  go.await();
                  return post(to, "/v1/jobs", QUESTION, "Idempotency-Key", "same");
                }));
      }
      go.countDown();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isIn(200, 202);
        created += answer.get().statusCode() == 202 ? 1 : 0;
        ids.add(json(answer.get()).path("id").asText());
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(created).isEqualTo(1);
    assertThat(redis.commands().xlen("jobs:default")).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    for (String path :
        new String[] {
          "/v1/jobs/none", "/v1/jobs/none/events", "/v1/jobs/", "/v1/jobs/a/b", "/v1/jobs/a%20b"
        }) {
      HttpResponse<String> answer = get(gateway, path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(json(answer).at("/error/code").asInt()).isEqualTo(404);
    }
    assertThat(get(gateway, "/v1/jobs").statusCode()).isEqualTo(405);
    assertThat(get(gateway, "/v1/jobs").headers().firstValue("allow")).hasValue("POST");
    assertThat(post(gateway, "/v1/jobs/x", "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void withoutARedisItSaysSo() throws Exception {
    try (TestGateway bare = gateway()) {
      for (HttpResponse<String> answer :
          List.of(
              post(bare, "/v1/jobs", QUESTION),
              get(bare, "/v1/jobs/x"),
              get(bare, "/v1/jobs/x/events"))) {
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(json(answer).at("/error/message").asText())
            .isEqualTo("This gateway has no job queue; start it with REDIS_URL to have one.");
      }
      assertThat(get(bare, "/metrics").body()).doesNotContain("agent_", "job_queue_up");
      assertThat(get(bare, "/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
    }
  }

  @Test
  void redisAwayIsServiceUnavailableAndTheRelayGoesOn() throws Exception {
    String away = "redis://127.0.0.1:" + RedisProgram.freePort();
    try (FakeUpstream upstream = FakeUpstream.start(FakeUpstream.writing(FakeUpstream.ok("{}")));
        TestGateway alone =
            TestGateway.start(
                "--upstreams", upstream.url(), "--redis-url", away, "--redis-timeout", "300ms")) {
      assertUnavailable(alone);
      assertThat(alone.exchange(RawClient.get("/v1/models")).status()).isEqualTo(200);
      assertThat(get(alone, "/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
    }
  }

  @Test
  void redisThatTakesConnectionsAndSaysNothingIsAwayToo() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestGateway alone =
            gateway(
                "--redis-url",
                "redis://127.0.0.1:" + silent.getLocalPort(),
                "--redis-timeout",
                "300ms")) {
      assertUnavailable(alone);
    }
  }

  private static void assertUnavailable(TestGateway alone) throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            post(alone, "/v1/jobs", QUESTION),
            get(alone, "/v1/jobs/x"),
            get(alone, "/v1/jobs/x/events"),
            post(alone, "/chat", QUESTION))) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).hasValue("2");
      assertThat(json(answer).at("/error/message").asText())
          .isEqualTo("The job queue cannot be reached. Please try again later.");
    }
    assertThat(get(alone, "/metrics").body())
        .contains("gateway_job_queue_up 0.0")
        .doesNotContain("agent_queue_depth", "agent_inflight");
  }

  @Test
  void depthAndInflightAreRedisOwnOnEveryGateway() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    try (TestGateway second =
        gateway("--redis-url", redis.url(), "--job-queues", "default,reports")) {
      var worker =
          redis.worker(
              (job, context) -> {
                working.countDown();
                finish.await();
                return new JobOutcome.Done("{}");
              });
      for (int i = 0; i < 4; i++) {
        assertThat(post(i % 2 == 0 ? gateway : second, "/v1/jobs", QUESTION).statusCode())
            .isEqualTo(202);
      }
      assertThat(
              post(second, "/v1/jobs", "{\"question\":\"q\",\"queue\":\"reports\"}").statusCode())
          .isEqualTo(202);
      working.await();
      for (TestGateway one : new TestGateway[] {gateway, second}) {
        assertThat(metric(one, "agent_queue_depth{queue=\"default\"}")).isEqualTo("3.0");
        assertThat(metric(one, "agent_inflight{queue=\"default\"}")).isEqualTo("1.0");
        assertThat(metric(one, "gateway_job_queue_up")).isEqualTo("1.0");
      }
      assertThat(metric(second, "agent_queue_depth{queue=\"reports\"}")).isEqualTo("1.0");
      assertThat(metric(gateway, "agent_queue_depth{queue=\"reports\"}")).isEmpty();
      finish.countDown();
      await().until(() -> metric(gateway, "agent_queue_depth{queue=\"default\"}"), "0.0"::equals);
      await().until(() -> metric(second, "agent_inflight{queue=\"default\"}"), "0.0"::equals);
      worker.close();
    }
  }

  @Test
  void answersAreCountedByRoute() throws Exception {
    String series = "gateway_requests_total{code=\"404\",pool=\"\",route=\"/v1/jobs/*\"}";
    double before = gateway.metric(series);
    assertThat(get(gateway, "/v1/jobs/none").statusCode()).isEqualTo(404);
    assertThat(gateway.metric(series)).isEqualTo(before + 1);
  }
}
