package dev.scaleproof.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scaleproof.sim.time.ScaledClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real server on a free port of this machine, inside the test's process. */
final class TestServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final RunningServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestServer(RunningServer server) {
    this.server = server;
  }

  /** Starts one with these flags, and any port. */
  static TestServer start(String... flags) {
    ServerOptions options = new ServerOptions();
    List<String> all = new ArrayList<>(List.of(flags));
    all.addAll(List.of("--port", "0"));
    options.parser(Map.of()).parseArgs(all.toArray(String[]::new));
    return new TestServer(
        RunningServer.start(options, Simulation.of(options), new ScaledClock(options.speed)));
  }

  int port() {
    return server.port();
  }

  RunningServer server() {
    return server;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  HttpClient client() {
    return client;
  }

  HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpRequest json(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  HttpResponse<String> post(String path, String body) {
    return send(json(path, body));
  }

  /** One sample of the scrape: the value of the line that begins with {@code series}. */
  double metric(String series) {
    return metric(get("/metrics").body(), series);
  }

  static double metric(String scrape, String series) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(series) && !line.startsWith("#"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
