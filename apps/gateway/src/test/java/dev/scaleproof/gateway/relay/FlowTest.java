package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.chunk;
import static dev.scaleproof.gateway.fake.FakeUpstream.ok;
import static dev.scaleproof.gateway.fake.FakeUpstream.streamHead;
import static dev.scaleproof.gateway.fake.RawClient.get;
import static dev.scaleproof.gateway.fake.RawClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients that leave, clients that are slow, and a gateway that leaves. */
class FlowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String STREAM = post("/v1/chat/completions", "{\"stream\":true}");

  @Test
  void clientThatLeavesAStreamEndsItAtTheReplica() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: 1\n\n"));
                  closed.complete(connection.awaitClosedByGateway(PATIENCE));
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      RawClient client = gateway.client();
      client.send(STREAM).readHead();
      client.close();
      assertThat(closed.get()).isTrue();
      await().untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
      assertThat(gateway.metric("gateway_cancellations_total{pool=\"default\"}")).isEqualTo(1);
      assertThat(
              gateway.metric(
                  "gateway_requests_total{code=\"499\",pool=\"default\",route=\"/v1/chat/completions\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void clientThatLeavesBeforeTheAnswerEndsItAtTheReplica() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  arrived.countDown();
                  closed.complete(connection.awaitClosedByGateway(PATIENCE));
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      RawClient client = gateway.client();
      client.send(STREAM);
      arrived.await();
      client.reset();
      assertThat(closed.get()).isTrue();
    }
  }

  @Test
  void clientThatLeavesInTheMiddleOfItsRequestLeavesNothing() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(FakeUpstream.writing(ok("{}")));
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      for (int i = 0; i < 20; i++) {
        RawClient client = gateway.client();
        client.send(
            "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"half\":");
        client.reset();
      }
      assertThat(gateway.exchange(get("/v1/x")).status()).isEqualTo(200);
      assertThat(upstream.requests()).hasSize(1);
    }
  }

  @Test
  void slowClientHoldsTheReplicaBackAndStillGetsEverything() throws Exception {
    int pieces = 4_096;
    byte[] piece =
        chunk("data: " + "x".repeat(16 << 10) + "\n\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    AtomicLong written = new AtomicLong();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead());
                  for (int i = 0; i < pieces; i++) {
                    connection.write(piece);
                    written.addAndGet(piece.length);
                  }
                  connection.write("0\r\n\r\n");
                });
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url());
        RawClient client = new RawClient(gateway.port(), 16 << 10)) {
      client.send(STREAM).readHead();
      AtomicLong before = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(written.get()) == written.get());
      // What the kernel's buffers and the two watermarks take; the rest stays at the replica.
      assertThat(written.get()).isLessThan((long) pieces * piece.length / 2);
      for (int i = 0; i < pieces; i++) {
        assertThat(client.readBytes(piece.length)).isEqualTo(piece);
      }
      assertThat(client.readBytes(5))
          .isEqualTo("0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void clientThatTakesNothingIsCutOff() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    byte[] large = new byte[32 << 20];
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(
                      "HTTP/1.1 200 OK\r\ncontent-length: " + large.length + "\r\n\r\n");
                  try {
                    connection.write(large);
                    closed.complete(false);
                  } catch (IOException cut) {
                    closed.complete(true);
                    throw cut;
                  }
                });
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--client-stall-timeout", "200ms");
        RawClient client = new RawClient(gateway.port(), 16 << 10)) {
      client.send(get("/v1/x"));
      assertThat(closed.get()).isTrue();
      await().untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
    }
  }

  @Test
  void drainLetsStreamsFinishAndTurnsNewClientsAway() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: 1\n\n"));
                  finish.await();
                  connection.write(chunk("data: 2\n\n") + "0\r\n\r\n");
                });
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--drain-timeout", "20s");
        RawClient idle = gateway.client();
        RawClient client = gateway.client()) {
      assertThat(idle.send(get("/health/readiness")).read().text())
          .isEqualTo("{\"status\":\"UP\"}");
      client.send(STREAM).readHead();
      client.readBytes(chunk("data: 1\n\n").length());
      Thread stopping = Thread.ofVirtual().start(gateway::stop);
      assertThat(idle.readToEnd()).as("a connection without a request is closed").isEmpty();
      await()
          .untilAsserted(() -> assertThatThrownBy(gateway::client).isInstanceOf(IOException.class));
      assertThat(stopping.isAlive()).isTrue();
      finish.countDown();
      assertThat(new String(client.readToEnd(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(chunk("data: 2\n\n") + "0\r\n\r\n");
      stopping.join();
    }
  }

  @Test
  void drainEndsWhatTakesTooLong() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  connection.write(streamHead() + chunk("data: 1\n\n"));
                  closed.complete(connection.awaitClosedByGateway(PATIENCE));
                });
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--drain-timeout", "100ms");
        RawClient client = gateway.client()) {
      client.send(STREAM).readHead();
      gateway.stop();
      assertThat(closed.get()).isTrue();
    }
  }
}
