package dev.scaleproof.sim;

import static org.awaitility.Awaitility.await;

import dev.scaleproof.sim.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A real server whose time the test advances; steps last 20 ms unless a flag says otherwise. */
final class VirtualServer implements AutoCloseable {
  private final VirtualClock clock = new VirtualClock();
  private final InProcessServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  VirtualServer(Map<String, String> environment, String... flags) {
    server =
        InProcessServer.start(
            Stream.concat(Stream.of("--profile=constant:20ms"), Stream.of(flags)).toList(),
            environment,
            clock);
  }

  static VirtualServer withFaults(String... flags) {
    return new VirtualServer(
        Map.of(),
        Stream.concat(Stream.of("--enable-fault-injection"), Stream.of(flags))
            .toArray(String[]::new));
  }

  static VirtualServer inDevelopmentMode(String... flags) {
    return new VirtualServer(Map.of("VLLM_SERVER_DEV_MODE", "1"), flags);
  }

  boolean isReady() {
    return server.isReady();
  }

  void advance(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  /** Waits, in real time, until the engine has so many sequences. */
  void awaitSequences(int count) {
    await().until(() -> server.sequences() == count);
    clock.settle();
  }

  /** A chat request, sent and arrived. */
  RawClient chat(int tokens, boolean stream) {
    int before = server.sequences();
    RawClient raw = send(tokens, stream);
    awaitSequences(before + 1);
    return raw;
  }

  /** A chat request that need not reach the engine. */
  RawClient send(int tokens, boolean stream) {
    return new RawClient(server.baseUrl().getPort())
        .post(
            "/v1/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":%d,\"stream\":%s}"
                .formatted(tokens, stream));
  }

  HttpResponse<String> get(String path) {
    return exchange("GET", path, "");
  }

  HttpResponse<String> post(String path, String body) {
    return exchange("POST", path, body);
  }

  HttpResponse<String> exchange(String method, String path, String body) {
    try {
      return client.send(
          HttpRequest.newBuilder(server.baseUrl().resolve(path))
              .timeout(Duration.ofSeconds(30))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(told);
    }
  }

  double metric(String series) {
    return TestServer.metric(get("/metrics").body(), series);
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
