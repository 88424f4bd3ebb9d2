package dev.scaleproof.gateway.jobs;

import static dev.scaleproof.gateway.jobs.Http.get;
import static dev.scaleproof.gateway.jobs.Http.json;
import static dev.scaleproof.gateway.jobs.Http.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.jobs.JobOutcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that are answered by way of a job. */
class ChatJobsTest {

  private static final String QUESTION = "{\"question\":\"Do you accept UPI payments?\"}";

  @TempDir private Path folder;
  private TestRedis redis;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    redis = TestRedis.start(folder);
    gateway =
        TestGateway.start(
            "--upstreams",
            "http://127.0.0.1:1",
            "--redis-url",
            redis.url(),
            "--redis-timeout",
            "20s",
            "--chat-wait",
            "50s");
  }

  @AfterEach
  void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void workersResultIsTheAnswer() throws Exception {
    AtomicReference<JobDocument> asked = new AtomicReference<>();
    String result = "{\"answer\":\"Yes.\",\"sources\":[{\"path\":\"payments.md\",\"score\":0.9}]}";
    redis.worker(
        (job, context) -> {
          asked.set(job.document());
          return new JobOutcome.Done(result);
        });
    HttpResponse<String> answer =
        post(gateway, "/chat", "{\"question\":\"UPI?\",\"k\":3,\"max_tokens\":50}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(result);
    assertThat(asked.get()).isEqualTo(new JobDocument("UPI?", null, 3, OptionalInt.of(50)));
    String job = answer.headers().firstValue("location").orElseThrow();
    assertThat(json(get(gateway, job)).path("status").asText()).isEqualTo("done");
  }

  @Test
  void whoWaitsNotLongEnoughGetsTheJobsIdAndTheAnswerLater() throws Exception {
    HttpResponse<String> late =
        post(gateway, "/chat?wait=200ms", QUESTION, "Idempotency-Key", "once");
    assertThat(late.statusCode()).isEqualTo(504);
    String id = json(late).path("id").asText();
    assertThat(late.headers().firstValue("location")).hasValue("/v1/jobs/" + id);
    assertThat(json(late).at("/error/message").asText())
        .isEqualTo("No answer within 200 ms. The job goes on: GET /v1/jobs/" + id);
    assertThat(json(late).at("/error/code").asInt()).isEqualTo(504);
    redis.worker((job, context) -> new JobOutcome.Done("{\"answer\":\"" + job.id() + "\"}"));
    HttpResponse<String> again = post(gateway, "/chat", QUESTION, "Idempotency-Key", "once");
    assertThat(json(again).path("answer").asText()).isEqualTo(id);
    assertThat(json(get(gateway, "/v1/jobs/" + id)).at("/result/answer").asText()).isEqualTo(id);
    assertThat(redis.commands().xlen("jobs:default")).isZero();
  }

  @Test
  void jobThatWasGivenUpIsAnErrorWithItsReason() throws Exception {
    redis.worker((job, context) -> new JobOutcome.Failed("the model knows no such language"));
    HttpResponse<String> answer = post(gateway, "/chat", QUESTION);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(json(answer).at("/error/message").asText())
        .startsWith("The question could not be answered: ")
        .contains("the model knows no such language");
    assertThat(json(answer).path("id").asText()).isNotEmpty();
  }

  @Test
  void mistakesAreNamed() throws Exception {
    String[][] mistakes = {
      {"/chat", "{\"question\":\"q\",\"k\":0}", "k"},
      {"/chat", "{\"question\":\"q\",\"k\":21}", "k"},
      {"/chat", "{\"question\":\"q\",\"topK\":2}", "topK"},
      {"/chat", "{\"question\":\"\"}", "question"},
      {"/chat?wait=5", QUESTION, "wait"},
      {"/chat?wait=0s", QUESTION, "wait"},
      {"/chat?timeout=5s", QUESTION, "wait"}
    };
    for (String[] mistake : mistakes) {
      HttpResponse<String> answer = post(gateway, mistake[0], mistake[1]);
      assertThat(answer.statusCode()).as("%s %s", mistake[0], mistake[1]).isEqualTo(400);
      assertThat(json(answer).at("/error/param").asText()).isEqualTo(mistake[2]);
    }
    assertThat(get(gateway, "/chat").statusCode()).isEqualTo(405);
    assertThat(redis.commands().exists("jobs:default")).isZero();
  }

  @Test
  void clientThatLeavesLeavesItsJobAndNothingElse() throws Exception {
    try (RawClient client = gateway.client()) {
      client.send(RawClient.post("/chat", QUESTION));
      await().until(() -> redis.commands().xlen("jobs:default"), length -> length == 1);
      await().until(() -> redis.commands().pubsubChannels(), channels -> channels.size() == 1);
      assertThat(gateway.inFlight()).isEqualTo(1);
    }
    await().untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
    await().untilAsserted(() -> assertThat(redis.commands().pubsubChannels()).isEmpty());
    assertThat(redis.commands().xlen("jobs:default")).isEqualTo(1);
  }

  @Test
  void redisThatIsKilledWhileSomebodyWaitsCostsNoAnswer() throws Exception {
    try (RawClient client = gateway.client()) {
      client.send(RawClient.post("/chat", QUESTION));
      await().until(() -> redis.commands().pubsubChannels(), channels -> channels.size() == 1);
      redis.kill();
      redis.startAgain();
      redis.worker((job, context) -> new JobOutcome.Done("{\"answer\":\"still\"}"));
      assertThat(client.read().text()).isEqualTo("{\"answer\":\"still\"}");
    }
  }
}
