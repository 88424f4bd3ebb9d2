package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.ok;
import static dev.scaleproof.gateway.fake.FakeUpstream.writing;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait for a replica. */
class HoldTest {

  private static final String HELD = "gateway_requests_held{pool=\"default\"}";
  private static final String REQUEST = post("/v1/completions", "{}");

  @Test
  void requestsWaitUntilTheReplicaListens() throws Exception {
    int port = FakeUpstream.closedPort();
    try (TestGateway gateway = TestGateway.start("--upstreams", "http://127.0.0.1:" + port)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        clients.add(gateway.client().send(REQUEST));
      }
      await().untilAsserted(() -> assertThat(gateway.metric(HELD)).isEqualTo(10));
      try (FakeUpstream upstream = FakeUpstream.startOn(port, writing(ok("late")))) {
        for (RawClient client : clients) {
          assertThat(client.read().text()).isEqualTo("late");
          client.close();
        }
        assertThat(upstream.requests()).hasSize(10);
      }
      assertThat(gateway.metric(HELD)).isZero();
    }
  }

  @Test
  void waitingEndsWithServiceUnavailable() throws Exception {
    int port = FakeUpstream.closedPort();
    try (TestGateway gateway =
        TestGateway.start("--upstreams", "http://127.0.0.1:" + port, "--hold-timeout", "200ms")) {
      Answer answer = gateway.exchange(REQUEST);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("5");
      assertThat(answer.text())
          .isEqualTo(
              "{\"error\":{\"message\":\"No replica of pool default became available in time. Please try again later.\","
                  + "\"type\":\"Service Unavailable\",\"param\":null,\"code\":503}}");
    }
  }

  @Test
  void tooManyAreTurnedAway() throws Exception {
    int port = FakeUpstream.closedPort();
    try (TestGateway gateway =
            TestGateway.start("--upstreams", "http://127.0.0.1:" + port, "--max-held", "2");
        RawClient first = gateway.client();
        RawClient second = gateway.client()) {
      first.send(REQUEST);
      second.send(REQUEST);
      await().untilAsserted(() -> assertThat(gateway.metric(HELD)).isEqualTo(2));
      Answer answer = gateway.exchange(REQUEST);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.text()).contains("\"type\":\"Too Many Requests\"", "\"code\":429");
      // A held client that leaves makes room, and its request is never sent.
      first.reset();
      await().untilAsserted(() -> assertThat(gateway.metric(HELD)).isEqualTo(1));
      assertThat(gateway.metric("gateway_cancellations_total{pool=\"default\"}")).isEqualTo(1);
      try (FakeUpstream upstream = FakeUpstream.startOn(port, writing(ok("{}")))) {
        assertThat(second.read().status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(1);
      }
    }
  }

  @Test
  void poolThatIsEmptyHoldsUntilTheFileListsAReplica(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pools.yaml");
    Files.writeString(file, "pools: [{name: p, models: [m], replicas: []}]");
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("here")));
        TestGateway gateway = TestGateway.start("--pools", file.toString());
        RawClient client = gateway.client()) {
      client.send(post("/v1/completions", "{\"model\":\"m\"}"));
      await()
          .untilAsserted(
              () -> assertThat(gateway.metric("gateway_requests_held{pool=\"p\"}")).isEqualTo(1));
      Path next = folder.resolve("next.yaml");
      Files.writeString(
          next,
          "pools: [{name: p, models: [m], replicas: [{name: r-1, url: \""
              + upstream.url()
              + "\"}]}]");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      Answer answer = client.read();
      assertThat(answer.text()).isEqualTo("here");
      assertThat(answer.header("x-gateway-replica")).isEqualTo("r-1");
    }
  }

  @Test
  void requestsOverTheReplicasLimitWaitTheirTurn() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore go = new Semaphore(0);
    try (FakeUpstream upstream =
            FakeUpstream.start(
                (request, connection) -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  go.acquire();
                  now.decrementAndGet();
                  connection.write(ok(request.text()));
                });
        TestGateway gateway =
            TestGateway.start(
                "--upstreams", upstream.url(), "--max-outstanding-per-replica", "2")) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        clients.add(gateway.client().send(post("/v1/completions", "{\"i\":" + i + "}")));
      }
      await().untilAsserted(() -> assertThat(gateway.metric(HELD)).isEqualTo(6));
      go.release(8);
      for (int i = 0; i < 8; i++) {
        assertThat(clients.get(i).read().text()).isEqualTo("{\"i\":" + i + "}");
        clients.get(i).close();
      }
      assertThat(most.get()).isEqualTo(2);
    }
  }
}
