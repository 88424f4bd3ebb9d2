package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What an OpenAI-compatible server sends, in the shape that vLLM 0.32 was recorded to send. */
final class Answers {
  static final String STREAM_HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "content-type: text/event-stream; charset=utf-8",
          "x-gateway-replica: vllm-sim-1",
          "transfer-encoding: chunked",
          "",
          "");
  static final String LAST_CHUNK = "0\r\n\r\n";
  static final String DONE = "data: [DONE]\n\n";
  static final String OPENING =
      event(
          "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
              + "\"logprobs\":null,\"finish_reason\":null}],\"prompt_token_ids\":null");

  private Answers() {}

  static String token(String text) {
    return event(
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + text
            + "\"},\"logprobs\":null,\"finish_reason\":null,\"token_ids\":null}]");
  }

  static String last(String text, String finishReason) {
    return event(
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + text
            + "\"},\"logprobs\":null,\"finish_reason\":\""
            + finishReason
            + "\",\"stop_reason\":null,\"token_ids\":null}]");
  }

  static String usage(int prompt, int completion) {
    return event(
        "\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d}"
            .formatted(prompt, prompt + completion, completion));
  }

  private static String event(String members) {
    return "data: {\"id\":\"chatcmpl-82645cffbf024855\",\"object\":\"chat.completion.chunk\","
        + "\"created\":1795312860,\"model\":\"mistral-7b\","
        + members
        + "}\n\n";
  }

  /** A whole stream's body. */
  static String stream(int tokens) {
    StringBuilder text = new StringBuilder(OPENING);
    for (int i = 1; i < tokens; i++) {
      text.append(token(" w" + i));
    }
    return text + last(" end", "length") + usage(7, tokens) + DONE;
  }

  static String chunk(String data) {
    return Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n";
  }

  static String json(int tokens) {
    return "{\"id\":\"chatcmpl-a\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
        + "{\"role\":\"assistant\",\"content\":\"instmodif\",\"reasoning\":null},\"logprobs\":null,"
        + "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":16,\"total_tokens\":"
        + (16 + tokens)
        + ",\"completion_tokens\":"
        + tokens
        + "}}";
  }
}
