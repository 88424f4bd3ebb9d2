package dev.scaleproof.jobs.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.jobs.JobDocument;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One kind of job for one gateway. Thread-safe. */
final class JobPost {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int TRIES = 4;

  /** What may pass: too many requests, and a gateway or its Redis that is not there now. */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI target;
  private final String body;

  JobPost(URI target, JobDocument document, @Nullable String queue) {
    this.target = target;
    this.body = body(document, queue);
  }

  private static String body(JobDocument document, @Nullable String queue) {
    try {
      ObjectNode root = (ObjectNode) MAPPER.readTree(document.json());
      if (queue != null) {
        root.put("queue", queue);
      }
      return root.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Posts the job, again with the same key when it is not known whether that has arrived.
   *
   * @return its id
   * @throws UserException if the gateway does not take it
   */
  String send(String idempotencyKey) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> answer =
            client.send(request(idempotencyKey), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 202 || answer.statusCode() == 200) {
          return id(answer.body());
        }
        if (!PASSING.contains(answer.statusCode()) || attempt == TRIES) {
          throw new UserException(answer.statusCode() + " " + message(answer.body()));
        }
      } catch (ConnectException e) {
        throw new UserException(
            "nothing answers at %s; start the gateway, or give its address as URL="
                .formatted(target.resolve("/")));
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw new UserException("connection broke: " + e.getMessage());
        }
      }
      TimeUnit.MILLISECONDS.sleep(250L << attempt);
    }
  }

  private HttpRequest request(String idempotencyKey) {
    return HttpRequest.newBuilder(target)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", idempotencyKey)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String id(String answer) {
    try {
      JsonNode id = MAPPER.readTree(answer).path("id");
      if (id.isTextual()) {
        return id.textValue();
      }
    } catch (JsonProcessingException e) {
      // As any answer without an id.
    }
    throw new UserException("answer without an id: is that address a gateway's?");
  }

  private static String message(String answer) {
    try {
      String said = MAPPER.readTree(answer).at("/error/message").asText("");
      return said.isEmpty() ? "without a message" : said;
    } catch (JsonProcessingException e) {
      return "without a message";
    }
  }
}
