package dev.scaleproof.rag.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.rag.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A chat endpoint, {@code POST /v1/chat/completions}. For any number of virtual threads at once; an
 * interrupt ends the request.
 */
public final class ChatModel implements AutoCloseable {
  /** A server that is there answers at once; the model's thinking comes after that. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * What the request itself is to blame for. Others pass, or are mended by whoever runs the server
   * while the job waits.
   */
  private static final Set<Integer> PERMANENT = Set.of(400, 413, 422);

  private static final int OK = 200;
  private static final int LONGEST_REASON = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final Settings.Model settings;
  private final URI uri;
  private final InstantSource clock;
  private final HttpClient client;

  /** Connects at the first request. */
  public ChatModel(Settings.Model settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    uri = URI.create(settings.url() + "/v1/chat/completions");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /**
   * A line of the conversation.
   *
   * @param role {@code system} or {@code user}
   */
  public record Message(String role, String content) {}

  /**
   * Asks, and waits for the whole answer.
   *
   * @param model empty for the one of the settings
   */
  public ChatAnswer ask(String model, List<Message> messages, OptionalInt maxTokens)
      throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("model", model.isEmpty() ? settings.name() : model);
    body.set("messages", json.valueToTree(messages));
    maxTokens.ifPresent(tokens -> body.put("max_tokens", tokens));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    if (!settings.apiKey().isEmpty()) {
      request.header("authorization", "Bearer " + settings.apiKey());
    }
    // The client's own timeout ends with the head of an answer: a body may stall for ever.
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request.build(), BodyHandlers.ofString());
    try {
      return answer(sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return later("no answer within " + settings.timeout().toSeconds() + " s");
    } catch (ExecutionException e) {
      return later("not reached: " + e.getCause());
    } finally {
      sent.cancel(true);
    }
  }

  private ChatAnswer answer(HttpResponse<String> response) {
    if (response.statusCode() != OK) {
      String reason =
          "the model server answered %d: %s"
              .formatted(response.statusCode(), explanation(response.body()));
      return PERMANENT.contains(response.statusCode())
          ? new ChatAnswer.Refused(reason)
          : new ChatAnswer.Later(
              reason, RetryAfter.of(response.headers().firstValue("retry-after"), clock.instant()));
    }
    try {
      JsonNode root = json.readTree(response.body());
      JsonNode text = root.path("choices").path(0).path("message").path("content");
      return text.isTextual()
          ? new ChatAnswer.Text(text.textValue(), root.path("model").asText(""))
          : later("its answer has no text");
    } catch (JsonProcessingException e) {
      return later("its answer is no JSON");
    }
  }

  private ChatAnswer later(String reason) {
    return new ChatAnswer.Later("the model server: " + reason, Duration.ZERO);
  }

  /** The message of OpenAI's, vLLM's or Ollama's error body; else its beginning. */
  private String explanation(String body) {
    String text = body;
    try {
      JsonNode error = json.readTree(body).path("error");
      text = error.path("message").asText(error.asText(body));
    } catch (JsonProcessingException e) {
      // Not JSON: as it is.
    }
    String line = text.strip().lines().findFirst().orElse("without a reason");
    return line.substring(0, Math.min(line.length(), LONGEST_REASON));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
