package dev.scaleproof.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A number of questions, handed in as jobs at once and looked after by their ids. */
final class Jobs {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI gateway;
  private final List<String> ids = new ArrayList<>();

  private Jobs(URI gateway) {
    this.gateway = gateway;
  }

  /**
   * Hands them in.
   *
   * @param tokens length of each answer
   */
  static Jobs handIn(URI gateway, int count, int tokens) throws IOException, InterruptedException {
    Jobs jobs = new Jobs(gateway);
    String body = "{\"question\": \"Do you accept UPI payments?\", \"maxTokens\": " + tokens + "}";
    for (int i = 0; i < count; i++) {
      HttpResponse<String> answer =
          jobs.client.send(
              HttpRequest.newBuilder(gateway.resolve("/v1/jobs"))
                  .timeout(ANSWER)
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new IOException("a job was refused: " + answer.body());
      }
      jobs.ids.add(jobs.json.readTree(answer.body()).get("id").asText());
    }
    return jobs;
  }

  /**
   * What became of each, in the order in which they were handed in.
   *
   * @throws IOException while the gateway has no answer, as when Redis is away
   */
  List<JsonNode> states() throws IOException, InterruptedException {
    List<JsonNode> states = new ArrayList<>();
    for (String id : ids) {
      states.add(json.readTree(get("/v1/jobs/" + id)));
    }
    return states;
  }

  /** What the gateway says of itself and the queue. */
  String metrics() throws IOException, InterruptedException {
    return get("/metrics");
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(gateway.resolve(path)).timeout(ANSWER).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
