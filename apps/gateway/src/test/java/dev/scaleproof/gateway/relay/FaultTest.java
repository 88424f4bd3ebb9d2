package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.chunk;
import static dev.scaleproof.gateway.fake.FakeUpstream.ok;
import static dev.scaleproof.gateway.fake.FakeUpstream.streamHead;
import static dev.scaleproof.gateway.fake.FakeUpstream.writing;
import static dev.scaleproof.gateway.fake.RawClient.get;
import static dev.scaleproof.gateway.fake.RawClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.FakeUpstream.Script;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.gateway.fake.RawClient.Answer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that refuse, close, stall, cut and talk nonsense. */
class FaultTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String STREAM = post("/v1/chat/completions", "{\"stream\":true}");

  @Test
  void refusingReplicaIsPassedOverAndFoundAgainWhenItListens() throws Exception {
    int port = FakeUpstream.closedPort();
    try (FakeUpstream good = FakeUpstream.start(writing(ok("good")));
        TestGateway gateway =
            TestGateway.start("--upstreams", good.url() + ",http://127.0.0.1:" + port)) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.exchange(get("/v1/x")).text()).isEqualTo("good");
      }
      assertThat(gateway.metric("gateway_replicas_up{pool=\"default\"}")).isEqualTo(1);
      assertThat(gateway.metric("gateway_retries_total{pool=\"default\"}")).isEqualTo(1);
      try (FakeUpstream back = FakeUpstream.startOn(port, writing(ok("back")))) {
        await()
            .untilAsserted(
                () -> assertThat(gateway.exchange(get("/v1/x")).text()).isEqualTo("back"));
        assertThat(back.requests()).isNotEmpty();
      }
    }
  }

  @Test
  void replicaThatClosesBeforeItAnswersIsReplacedByAnother() throws Exception {
    try (FakeUpstream bad = FakeUpstream.start((request, connection) -> connection.reset());
        FakeUpstream half =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write("HTTP/1.1 200 O");
                  connection.close();
                });
        FakeUpstream good = FakeUpstream.start(writing(ok("good")));
        TestGateway gateway =
            TestGateway.start(
                "--upstreams",
                bad.url() + "," + half.url() + "," + good.url(),
                "--max-attempts",
                "20")) {
      for (int i = 0; i < 10; i++) {
        assertThat(gateway.exchange(post("/v1/completions", "{\"prompt\":\"p\"}")).text())
            .isEqualTo("good");
      }
      assertThat(good.requests())
          .allSatisfy(request -> assertThat(request.text()).isEqualTo("{\"prompt\":\"p\"}"));
    }
  }

  @Test
  void attemptsAreBounded() throws Exception {
    try (FakeUpstream bad = FakeUpstream.start((request, connection) -> connection.close());
        TestGateway gateway = TestGateway.start("--upstreams", bad.url(), "--max-attempts", "3")) {
      Answer answer = gateway.exchange(post("/v1/completions", "{}"));
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text())
          .isEqualTo(
              "{\"error\":{\"message\":\"The replica closed the connection before it answered, 3 times.\","
                  + "\"type\":\"Bad Gateway\",\"param\":null,\"code\":502}}");
      assertThat(bad.requests()).hasSize(3);
    }
  }

  @Test
  void connectionThatWasClosedWhileIdleCostsNoAttempt() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    Script closesInsteadOfSecondAnswer =
        (request, connection) -> {
          if (seen.incrementAndGet() % 2 == 1) {
            connection.write(ok("answer"));
          } else {
            connection.close();
          }
        };
    try (FakeUpstream upstream = FakeUpstream.start(closesInsteadOfSecondAnswer);
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--max-attempts", "1");
        RawClient client = gateway.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(get("/v1/x")).read().text()).isEqualTo("answer");
      }
    }
  }

  @Test
  void cutStreamEndsWithAnErrorEventAndWithoutLastChunk() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: 1\n\n"));
                  connection.close();
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      String error =
          "data: {\"error\":{\"message\":\"The replica closed the connection before its answer was complete.\","
              + "\"type\":\"Bad Gateway\",\"param\":null,\"code\":502}}\n\n";
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .isEqualTo(chunk("data: 1\n\n") + chunk(error));
      assertThat(upstream.requests()).hasSize(1);
      assertThat(gateway.metric("gateway_answers_broken_total{pool=\"default\"}")).isEqualTo(1);
    }
  }

  @Test
  void eventThatWasCutIsEndedBeforeTheErrorEvent() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: {\"half"));
                  connection.close();
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .startsWith(chunk("data: {\"half"))
          .contains("\r\n\n\ndata: {\"error\"")
          .doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void streamCutInsideAChunkJustEnds() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + "100\r\ndata: ");
                  connection.close();
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8)).isEqualTo("100\r\ndata: ");
    }
  }

  @Test
  void cutAnswerWithLengthEndsShort() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345");
                  connection.close();
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      client.send(get("/v1/x")).readHead();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8)).isEqualTo("12345");
    }
  }

  @Test
  void resetInsteadOfAnOrderlyEndIsPassedOn() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write("HTTP/1.1 200 OK\r\n\r\nsome");
                  connection.awaitClosedByGateway(Duration.ofMillis(200));
                  connection.reset();
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      client.send(get("/v1/x")).readHead();
      assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void silenceBeforeTheAnswerIsAGatewayTimeoutAndEndsTheRequestUpstream() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) ->
                    closed.complete(connection.awaitClosedByGateway(PATIENCE)));
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--first-byte-timeout", "200ms")) {
      Answer answer = gateway.exchange(post("/v1/completions", "{}"));
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.text())
          .isEqualTo(
              "{\"error\":{\"message\":\"The replica did not begin its answer in time.\","
                  + "\"type\":\"Gateway Timeout\",\"param\":null,\"code\":504}}");
      assertThat(closed.get()).isTrue();
      assertThat(upstream.requests()).as("a slow request is not made twice").hasSize(1);
    }
  }

  @Test
  void headWithoutBodyIsStillBoundByTheFirstByteTimeout() throws Exception {
    try (FakeUpstream upstream =
            FakeUpstream.start((request, connection) -> connection.write(streamHead()));
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--first-byte-timeout", "200ms");
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .contains("data: {\"error\"", "\"code\":504")
          .doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void queuedStreamEndsWithAnErrorEventIfTheOtherReplicaAnswersDifferently() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  if (seen.incrementAndGet() == 1) {
                    connection.write(streamHead());
                    connection.awaitClosedByGateway(Duration.ofMillis(200));
                    connection.reset();
                  } else {
                    connection.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}");
                  }
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      assertThat(client.send(STREAM).readHead()).startsWith("HTTP/1.1 200 OK");
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .contains("data: {\"error\"", "gave a different answer", "\"code\":502");
    }
  }

  @Test
  void queuedStreamWhoseReplicaDiesGoesToAnother() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    try (FakeUpstream doomed =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead());
                  queued.countDown();
                  connection.awaitClosedByGateway(PATIENCE);
                });
        FakeUpstream good =
            FakeUpstream.start(writing(streamHead() + chunk("data: 1\n\n") + "0\r\n\r\n"));
        TestGateway gateway = TestGateway.start("--upstreams", doomed.url() + "," + good.url())) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(gateway.client().send(STREAM));
      }
      queued.await();
      await().until(() -> doomed.requests().size() + good.requests().size() == 20);
      doomed.kill();
      for (RawClient client : clients) {
        assertThat(client.read().text()).isEqualTo(chunk("data: 1\n\n") + "0\r\n\r\n");
        client.close();
      }
    }
  }

  @Test
  void silenceInsideTheAnswerIsAnErrorEvent() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: 1\n\n"));
                  closed.complete(connection.awaitClosedByGateway(PATIENCE));
                });
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--inter-chunk-timeout", "200ms");
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .startsWith(chunk("data: 1\n\n"))
          .contains("The replica fell silent in the middle of its answer.", "\"code\":504");
      assertThat(closed.get()).isTrue();
    }
  }

  @Test
  void connectTimeoutTakesTheReplicaOut() throws Exception {
    // An address reserved for documentation: nothing answers there, or the network refuses it.
    try (FakeUpstream good = FakeUpstream.start(writing(ok("good")));
        TestGateway gateway =
            TestGateway.start(
                "--upstreams", "http://192.0.2.1:9," + good.url(), "--connect-timeout", "100ms")) {
      for (int i = 0; i < 8; i++) {
        assertThat(gateway.exchange(get("/v1/x")).text()).isEqualTo("good");
      }
    }
  }

  @Test
  void busyReplicaIsReplacedOnceByAnother() throws Exception {
    String busy = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy";
    try (FakeUpstream full = FakeUpstream.start(writing(busy));
        FakeUpstream good = FakeUpstream.start(writing(ok("good")));
        TestGateway gateway = TestGateway.start("--upstreams", full.url() + "," + good.url())) {
      for (int i = 0; i < 10; i++) {
        assertThat(gateway.exchange(post("/v1/completions", "{}")).text()).isEqualTo("good");
      }
    }
    try (FakeUpstream one = FakeUpstream.start(writing(busy));
        FakeUpstream two = FakeUpstream.start(writing(busy));
        FakeUpstream three = FakeUpstream.start(writing(busy));
        TestGateway gateway =
            TestGateway.start("--upstreams", one.url() + "," + two.url() + "," + three.url())) {
      Answer answer = gateway.exchange(post("/v1/completions", "{}"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).isEqualTo("busy");
      assertThat(one.requests().size() + two.requests().size() + three.requests().size())
          .isEqualTo(2);
    }
  }

  /** vLLM's answer during its shutdown, recorded: it listens on, and refuses what is new. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatEndingReplicasRefuseGoesToOneThatStays(boolean headApart) throws Exception {
    String body =
        "{\"error\":{\"message\":\"cannot schedule new futures after shutdown\","
            + "\"type\":\"InternalServerError\",\"param\":null,\"code\":500}}";
    Script ending =
        (request, connection) -> {
          connection.write(
              "HTTP/1.1 500 Internal Server Error\r\ncontent-length: "
                  + body.length()
                  + "\r\n\r\n");
          if (headApart) {
            connection.awaitClosedByGateway(Duration.ofMillis(30));
          }
          connection.write(body);
        };
    try (FakeUpstream one = FakeUpstream.start(ending);
        FakeUpstream two = FakeUpstream.start(ending);
        FakeUpstream three = FakeUpstream.start(ending);
        FakeUpstream four = FakeUpstream.start(ending);
        FakeUpstream good = FakeUpstream.start(writing(ok("good")));
        TestGateway gateway =
            TestGateway.start(
                "--upstreams",
                String.join(",", one.url(), two.url(), three.url(), four.url(), good.url()))) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.exchange(post("/v1/completions", "{}")).text()).isEqualTo("good");
      }
      assertThat(good.requests()).hasSize(20);
      assertThat(one.requests().size() + two.requests().size())
          .as("most of the time one of the four was drawn first")
          .isPositive();
    }
  }

  @Test
  void anyOtherInternalErrorIsRelayed() throws Exception {
    String error = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\n\r\noops";
    try (FakeUpstream bad = FakeUpstream.start(writing(error));
        FakeUpstream worse = FakeUpstream.start(writing(error));
        TestGateway gateway = TestGateway.start("--upstreams", bad.url() + "," + worse.url())) {
      Answer answer = gateway.exchange(post("/v1/completions", "{}"));
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).isEqualTo("oops");
      assertThat(bad.requests().size() + worse.requests().size()).isEqualTo(1);
    }
  }

  @Test
  void killedReplicaLosesNoRequestThatHadNoAnswer() throws Exception {
    CountDownLatch arrived = new CountDownLatch(20);
    try (FakeUpstream doomed =
            FakeUpstream.start(
                (request, connection) -> {
                  arrived.countDown();
                  connection.awaitClosedByGateway(PATIENCE);
                });
        FakeUpstream good =
            FakeUpstream.start(
                (request, connection) -> {
                  arrived.countDown();
                  connection.write(ok("good"));
                });
        TestGateway gateway = TestGateway.start("--upstreams", doomed.url() + "," + good.url())) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(gateway.client().send(post("/v1/completions", "{}")));
      }
      arrived.await();
      assertThat(doomed.requests()).isNotEmpty();
      doomed.kill();
      for (RawClient client : clients) {
        assertThat(client.read().text()).isEqualTo("good");
        client.close();
      }
    }
  }

  @Test
  void slowRequestIsRefused() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("{}")));
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--client-read-timeout", "100ms");
        RawClient client = gateway.client()) {
      client.send("POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12");
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(upstream.requests()).isEmpty();
    }
  }

  @Test
  void idleClientIsClosed() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("{}")));
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--client-idle-timeout", "100ms");
        RawClient client = gateway.client()) {
      assertThat(client.send(get("/v1/x")).read().status()).isEqualTo(200);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void idleConnectionToAReplicaIsClosed() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(ok("{}"));
                  closed.complete(connection.awaitClosedByGateway(PATIENCE));
                });
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--upstream-idle-timeout", "100ms")) {
      assertThat(gateway.exchange(get("/v1/x")).status()).isEqualTo(200);
      assertThat(closed.get()).isTrue();
    }
  }

  @Test
  void requestDataInMemoryIsBounded() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("{}")));
        TestGateway gateway =
            TestGateway.start(
                "--upstreams",
                upstream.url(),
                "--max-request-bytes",
                "1KiB",
                "--max-buffered-bytes",
                "1536B");
        RawClient first = gateway.client()) {
      first.send(
          "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n"
              + "x".repeat(1000));
      await()
          .untilAsserted(
              () -> {
                Answer answer = gateway.exchange(post("/v1/completions", "x".repeat(1000)));
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isEqualTo("1");
              });
      assertThat(first.send("x".repeat(24)).read().status()).isEqualTo(200);
      assertThat(gateway.exchange(post("/v1/completions", "x".repeat(1000))).status())
          .isEqualTo(200);
    }
  }

  @Test
  void bytesAfterAnAnswersEndAreNotTakenForTheNext() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("one") + ok("smuggled")));
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = gateway.client()) {
      assertThat(client.send(get("/v1/1")).read().text()).isEqualTo("one");
      assertThat(client.send(get("/v1/2")).read().text()).isEqualTo("one");
      assertThat(upstream.connections()).isEqualTo(2);
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
