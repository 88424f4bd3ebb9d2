package dev.scaleproof.bench.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The bytes that the server answers with, head and chunk framing included. The events look as
 * vLLM's do: same members, about the same length.
 */
final class Answers {
  static final String MODEL = "bench";
  private static final String ID = "chatcmpl-9ffc223de9e8ae2b";
  private static final String CONTENT = " scale";

  private Answers() {}

  /** Head, role event and first token's event. */
  static byte[] streamStart() {
    return ascii(
        """
        HTTP/1.1 200 OK\r
        content-type: text/event-stream; charset=utf-8\r
        transfer-encoding: chunked\r
        \r
        """
            + chunk(event("{\"role\":\"assistant\",\"content\":\"\"}", "null"))
            + token());
  }

  /** A middle token's event. */
  static byte[] streamToken() {
    return ascii(token());
  }

  /** The last token's event, the counts if they are wanted, and the end of the body. */
  static byte[] streamEnd(int tokens, boolean usage) {
    StringBuilder end =
        new StringBuilder(chunk(event("{\"content\":\"" + CONTENT + "\"}", "\"length\"")));
    if (usage) {
      end.append(
          chunk(
              "data: "
                  + completion("chat.completion.chunk", "")
                  + ",\"usage\":"
                  + counts(tokens)
                  + "}\n\n"));
    }
    return ascii(end.append(chunk("data: [DONE]\n\n")).append("0\r\n\r\n").toString());
  }

  /** A whole answer of this many tokens. */
  static byte[] whole(int tokens) {
    String choice =
        "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + CONTENT.repeat(tokens)
            + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"length\"}";
    return json(
        "200 OK", completion("chat.completion", choice) + ",\"usage\":" + counts(tokens) + "}");
  }

  static byte[] models() {
    return json(
        "200 OK",
        "{\"object\":\"list\",\"data\":[{\"id\":\""
            + MODEL
            + "\",\"object\":\"model\",\"created\":1795312860,\"owned_by\":\"bench\"}]}");
  }

  static byte[] health() {
    return json("200 OK", "");
  }

  static byte[] notFound() {
    return json("404 Not Found", "{\"detail\":\"Not Found\"}");
  }

  private static String token() {
    return chunk(event("{\"content\":\"" + CONTENT + "\"}", "null"));
  }

  private static String event(String delta, String finishReason) {
    String choice =
        "{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finishReason
            + ",\"token_ids\":null}";
    return "data: " + completion("chat.completion.chunk", choice) + "}\n\n";
  }

  /** A completion object without its closing brace. */
  private static String completion(String object, String choice) {
    return "{\"id\":\""
        + ID
        + "\",\"object\":\""
        + object
        + "\",\"created\":1795312860,\"model\":\""
        + MODEL
        + "\",\"choices\":["
        + choice
        + "]";
  }

  private static String counts(int tokens) {
    return "{\"prompt_tokens\":16,\"total_tokens\":"
        + (16 + tokens)
        + ",\"completion_tokens\":"
        + tokens
        + "}";
  }

  /** One chunk of HTTP/1.1's chunked transfer coding. */
  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static byte[] json(String status, String body) {
    return ascii(
        "HTTP/1.1 "
            + status
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
