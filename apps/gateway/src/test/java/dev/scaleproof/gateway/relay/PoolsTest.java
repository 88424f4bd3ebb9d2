package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.ok;
import static dev.scaleproof.gateway.fake.FakeUpstream.writing;
import static dev.scaleproof.gateway.fake.RawClient.get;
import static dev.scaleproof.gateway.fake.RawClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.gateway.fake.RawClient.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routing by model, the pool file as it changes, and the question door. */
class PoolsTest {

  private static String pool(String name, String models, String replicas) {
    return "  - name: "
        + name
        + "\n    models: ["
        + models
        + "]\n    replicas: ["
        + replicas
        + "]\n";
  }

  private static String replica(String name, FakeUpstream upstream) {
    return "{name: " + name + ", url: \"" + upstream.url() + "\"}";
  }

  private static void replace(Path file, String text) throws Exception {
    Path next = file.resolveSibling("next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String ask(TestGateway gateway, String json) throws Exception {
    return gateway.exchange(post("/v1/chat/completions", json)).text();
  }

  @Test
  void requestsGoByModel(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    try (FakeUpstream a = FakeUpstream.start(writing(ok("a")));
        FakeUpstream b = FakeUpstream.start(writing(ok("b")))) {
      Files.writeString(
          file,
          "pools:\n"
              + pool("first", "m1, m2", replica("a-1", a))
              + pool("second", "m3", replica("b-1", b)));
      try (TestGateway gateway = TestGateway.start("--pools", file.toString())) {
        assertThat(ask(gateway, "{\"model\":\"m1\"}")).isEqualTo("a");
        assertThat(ask(gateway, "{\"messages\":[{\"model\":\"m3\"}],\"model\":\"m2\"}"))
            .isEqualTo("a");
        assertThat(ask(gateway, "{\"stream\":true,\"model\":\"m3\"}")).isEqualTo("b");
        assertThat(ask(gateway, "{\"model\":\"second\"}")).isEqualTo("b");
        assertThat(ask(gateway, "{\"model\":\"\\u006d3\"}")).isEqualTo("b");
        assertThat(ask(gateway, "{}")).isEqualTo("a");
        assertThat(ask(gateway, "{\"model\":null}")).isEqualTo("a");
        assertThat(ask(gateway, "{\"model\":\"\"}")).isEqualTo("a");
        assertThat(ask(gateway, "{\"model\":"))
            .as("the model server says what is wrong")
            .isEqualTo("a");
        Answer unknown = gateway.exchange(post("/v1/chat/completions", "{\"model\":\"no\\\"pe\"}"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text())
            .isEqualTo(
                "{\"error\":{\"message\":\"The model `no\\\"pe` does not exist. Valid aliases: m1, m2, m3.\","
                    + "\"type\":\"NotFoundError\",\"param\":\"model\",\"code\":404}}");
        assertThat(gateway.exchange(get("/v1/models")).text())
            .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"m1\",\"object\":\"model\"")
            .contains("\"id\":\"m2\"", "\"id\":\"m3\"");
        assertThat(
                gateway.metric(
                    "gateway_requests_total{code=\"200\",pool=\"second\",route=\"/v1/chat/completions\"}"))
            .isEqualTo(3);
      }
    }
  }

  @Test
  void onePoolsModelListIsItsOwnWhileItHasAReplica(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    try (FakeUpstream a = FakeUpstream.start(writing(ok("its own list")))) {
      Files.writeString(file, "pools:\n" + pool("p", "m1", replica("a-1", a)));
      try (TestGateway gateway = TestGateway.start("--pools", file.toString())) {
        assertThat(gateway.exchange(get("/v1/models")).text()).isEqualTo("its own list");
        replace(file, "pools:\n" + pool("p", "m1", ""));
        await()
            .untilAsserted(
                () ->
                    assertThat(gateway.exchange(get("/v1/models")).text())
                        .contains("\"id\":\"m1\""));
      }
    }
  }

  @Test
  void fileIsFollowedAndMistakesInItAreRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    try (FakeUpstream a = FakeUpstream.start(writing(ok("a")));
        FakeUpstream b = FakeUpstream.start(writing(ok("b")))) {
      Files.writeString(file, "pools:\n" + pool("p", "m", replica("one", a)));
      try (TestGateway gateway = TestGateway.start("--pools", file.toString())) {
        assertThat(ask(gateway, "{\"model\":\"m\"}")).isEqualTo("a");
        replace(file, "pools:\n" + pool("p", "m", replica("two", b)));
        await().untilAsserted(() -> assertThat(ask(gateway, "{\"model\":\"m\"}")).isEqualTo("b"));
        replace(file, "pools:\n  - name: p\n    replica: []\n");
        replace(file, "pools:\n" + pool("p", "m", replica("two", b)) + pool("q", "m4", ""));
        await()
            .untilAsserted(
                () -> assertThat(gateway.exchange(get("/v1/models")).text()).contains("m4"));
        assertThat(ask(gateway, "{\"model\":\"m\"}")).isEqualTo("b");
        replace(file, ": not yaml [");
        assertThat(ask(gateway, "{\"model\":\"m\"}")).isEqualTo("b");
      }
    }
  }

  @Test
  void replicaThatLeavesTheFileFinishesWhatItHas(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    try (FakeUpstream a =
            FakeUpstream.start(
                (request, connection) -> {
                  arrived.countDown();
                  finish.await();
                  connection.write(ok("a"));
                });
        FakeUpstream b = FakeUpstream.start(writing(ok("b")))) {
      Files.writeString(file, "pools:\n" + pool("p", "m", replica("one", a)));
      try (TestGateway gateway = TestGateway.start("--pools", file.toString());
          RawClient client = gateway.client()) {
        client.send(post("/v1/completions", "{\"model\":\"m\"}"));
        arrived.await();
        replace(
            file,
            "pools:\n" + pool("p", "m", replica("two", b)) + pool("other", "m2", replica("x", b)));
        await()
            .untilAsserted(
                () ->
                    assertThat(gateway.metric("gateway_replicas_listed{pool=\"other\"}"))
                        .isEqualTo(1));
        for (int i = 0; i < 5; i++) {
          assertThat(ask(gateway, "{\"model\":\"m\"}")).isEqualTo("b");
        }
        finish.countDown();
        assertThat(client.read().text()).isEqualTo("a");
      }
    }
  }

  @Test
  void questionBecomesACompletionAndItsAnswerComesBack() throws Exception {
    String completion =
        "{\"id\":\"x\",\"model\":\"mistral-7b\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"Ja, \\\"UPI\\\" geht.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":7}}";
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok(completion)));
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      Answer answer =
          gateway.exchange(
              post(
                  "/chat",
                  "{\"question\":\"Do you accept \\\"UPI\\\"?\",\"k\":2,\"max_tokens\":12}"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text())
          .isEqualTo(
              "{\"answer\":\"Ja, \\\"UPI\\\" geht.\",\"sources\":[],\"model\":\"mistral-7b\","
                  + "\"finish_reason\":\"stop\",\"usage\":{\"total_tokens\":7}}");
      assertThat(answer.header("x-gateway-replica")).isEqualTo(upstream.name());
      assertThat(upstream.requests().getFirst().line())
          .isEqualTo("POST /v1/chat/completions HTTP/1.1");
      assertThat(upstream.requests().getFirst().text())
          .isEqualTo(
              "{\"messages\":[{\"role\":\"user\",\"content\":\"Do you accept \\\"UPI\\\"?\"}],"
                  + "\"max_tokens\":12,\"stream\":false}");
    }
  }

  @Test
  void questionIsReadStrictly() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("{}")));
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      assertThat(gateway.exchange(post("/chat", "{\"question\":\"q\",\"K\":1}")).text())
          .isEqualTo(
              "{\"error\":{\"message\":\"Unknown field `K`; known are `question`, `k` and `max_tokens`.\","
                  + "\"type\":\"BadRequestError\",\"param\":\"K\",\"code\":400}}");
      for (String wrong :
          new String[] {
            "",
            "[]",
            "{",
            "{}",
            "{\"question\":1}",
            "{\"question\":\" \"}",
            "{\"question\":\"q\",\"k\":-1}",
            "{\"question\":\"q\",\"k\":1.5}",
            "{\"question\":\"q\",\"max_tokens\":\"3\"}",
            "{\"question\":\"q\"} x",
            "{\"question\":\"q\",\"max_tokens\":0}",
            "{\"question\":\"q\",\"question\":\"r\"}"
          }) {
        Answer answer = gateway.exchange(post("/chat", wrong));
        assertThat(answer.status()).as(wrong).isEqualTo(400);
        assertThat(answer.text()).startsWith("{\"error\":{");
      }
      Answer method = gateway.exchange(get("/chat"));
      assertThat(method.status()).isEqualTo(405);
      assertThat(method.header("allow")).isEqualTo("POST");
      assertThat(upstream.requests()).isEmpty();
      assertThat(gateway.exchange(post("/chat", "{\"question\":\"q\"}")).status())
          .as("{} is no completion")
          .isEqualTo(502);
    }
  }

  @Test
  void modelServersErrorPassesThroughTheQuestionDoor() throws Exception {
    String error =
        "{\"error\":{\"message\":\"too long\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}";
    String chunked =
        "HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\n\r\n"
            + FakeUpstream.chunk(error)
            + "0\r\n\r\n";
    try (FakeUpstream upstream = FakeUpstream.start(writing(chunked));
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      Answer answer = gateway.exchange(post("/chat", "{\"question\":\"q\"}"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).isEqualTo(error);
    }
  }
}
