package dev.scaleproof.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example of docs/reference/simulator-junit.mdx: minutes of scaling out, in milliseconds. */
class ScaleOutExampleTest {
  private final SimulatedTime time = SimulatedTime.create();
  private final List<VllmSimulator> replicas = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  private VllmSimulator newReplica(Duration startupTime) {
    VllmSimulator replica =
        VllmSimulator.builder()
            .time(time) // all replicas share one clock
            .profile("constant:50ms")
            .maxNumSeqs(4)
            .startupTime(startupTime)
            .build()
            .start();
    replicas.add(replica);
    return replica;
  }

  @AfterEach
  void stop() {
    replicas.forEach(VllmSimulator::close);
    client.close();
  }

  /** The autoscaler under test: one replica more when more than five requests wait. */
  private void scale() {
    int waiting =
        replicas.stream()
            .filter(VllmSimulator::isReady)
            .mapToInt(replica -> replica.metrics().waiting())
            .sum();
    if (waiting > 5) {
      newReplica(Duration.ofSeconds(90)); // until then its connections are refused
    }
  }

  private void send(VllmSimulator replica, int requests) {
    for (int i = 0; i < requests; i++) {
      var unused =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(replica.baseUrl() + "/v1/chat/completions"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 100}"""))
                  .build(),
              BodyHandlers.ofString());
    }
    replica.awaitSequences(requests); // they have arrived, at the time that the clock shows
  }

  @Test
  void aBurstBringsASecondReplicaAfterItsStartupTime() {
    VllmSimulator first = newReplica(Duration.ZERO);
    send(first, 12);
    time.advance(Duration.ofMillis(50)); // one step of the engine
    assertThat(first.metrics().running()).isEqualTo(4);
    assertThat(first.metrics().waiting()).isEqualTo(8);

    scale();

    time.advance(Duration.ofSeconds(89));
    assertThat(replicas.getLast().isReady()).isFalse();
    time.advance(Duration.ofSeconds(2));
    assertThat(replicas.getLast().isReady()).isTrue();
    // 12 answers of 100 steps, four at a time, took 15 seconds.
    assertThat(first.metrics().value("vllm:request_success_total", "finished_reason=\"length\""))
        .isEqualTo(12);
    assertThat(first.metrics().value("vllm:e2e_request_latency_seconds_sum"))
        .isEqualTo(4 * (5 + 10 + 15), org.assertj.core.api.Assertions.within(1e-6));
  }
}
