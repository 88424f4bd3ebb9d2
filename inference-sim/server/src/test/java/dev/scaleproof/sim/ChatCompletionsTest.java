package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChatCompletionsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start("--profile", "constant:20ms", "--speed", "1000");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aPlainAnswerHasTheTextAndItsTokens() {
    HttpResponse<String> response = server.post("/v1/chat/completions", chat("\"max_tokens\":20"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = TestServer.parse(response.body());
    assertThat(answer.at("/choices/0/message/content").asText()).isNotBlank();
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(20);
  }

  @Test
  void aStreamSaysTheSameAsAPlainAnswer() {
    String plain =
        TestServer.parse(server.post("/v1/chat/completions", chat("\"max_tokens\":30")).body())
            .at("/choices/0/message/content")
            .asText();

    List<JsonNode> chunks =
        Streams.chunks(
            server.post("/v1/chat/completions", chat("\"max_tokens\":30,\"stream\":true")).body());

    assertThat(Streams.text(chunks)).isEqualTo(plain);
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("length");
    // One chunk for the role, then one a token, the last with the reason.
    assertThat(chunks).hasSize(31);
  }

  private static String chat(String more) {
    return "{\"model\":\"mistral-7b\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a"
        + " story\"}],"
        + more
        + "}";
  }
}
