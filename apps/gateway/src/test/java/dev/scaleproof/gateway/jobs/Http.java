package dev.scaleproof.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.gateway.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** What a program that hands jobs in does. */
final class Http {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Http() {}

  private static HttpRequest.Builder request(TestGateway gateway, String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .timeout(Duration.ofMinutes(1));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  static HttpResponse<String> post(TestGateway gateway, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(
        request(gateway, path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  static HttpResponse<String> get(TestGateway gateway, String path, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request(gateway, path, headers).build(), BodyHandlers.ofString());
  }

  /** Lines as they come; closing the stream leaves. */
  static HttpResponse<Stream<String>> lines(TestGateway gateway, String path, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request(gateway, path, headers).build(), BodyHandlers.ofLines());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  /** Hands in a job; its id. */
  static String submit(TestGateway gateway, String question)
      throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("question", question).toString();
    HttpResponse<String> answer = post(gateway, "/v1/jobs", body);
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer + ": " + answer.body());
    }
    return json(answer).path("id").asText();
  }

  /** A series of the scrape as its line ends, or empty when there is no such series. */
  static String metric(TestGateway gateway, String series)
      throws IOException, InterruptedException {
    return get(gateway, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> line.substring(series.length() + 1))
        .findFirst()
        .orElse("");
  }
}
