package dev.scaleproof.bench.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatRequestTest {
  @Test
  void readsCompactAndSpacedJson() {
    assertThat(
            ChatRequest.parse(
                """
                {"max_tokens":25,"stream":true,"stream_options":{"include_usage":true}}"""))
        .isEqualTo(new ChatRequest(true, 25, true));
    assertThat(ChatRequest.parse("{\"stream\" : true, \"max_completion_tokens\": 7}"))
        .isEqualTo(new ChatRequest(true, 7, false));
  }

  @Test
  void hasDefaultsAndLimits() {
    assertThat(ChatRequest.parse("{}")).isEqualTo(new ChatRequest(false, 16, false));
    assertThat(ChatRequest.parse("{\"stream\":false,\"max_tokens\":0}").tokens()).isEqualTo(1);
    assertThat(ChatRequest.parse("{\"max_tokens\":99999999999}").tokens())
        .isEqualTo(ChatRequest.MOST_TOKENS);
    assertThat(ChatRequest.parse("{\"max_tokens\":").tokens()).isEqualTo(16);
  }
}
