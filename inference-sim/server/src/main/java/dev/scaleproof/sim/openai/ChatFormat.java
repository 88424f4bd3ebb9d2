package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/chat/completions}. */
record ChatFormat() implements WireFormat {
  private static final String CHUNK = "chat.completion.chunk";

  private record Writer(AnswerHead head, int index) implements StreamWriter {
    @Override
    public String echo(String text) {
      return text.isEmpty()
          ? ""
          : start()
              + "{\"content\":"
              + JsonText.quote(text)
              + "},\"logprobs\":null,\"finish_reason\":null}]"
              + CHUNK_END;
    }

    @Override
    public String piece(Piece piece) {
      if (piece.isEmpty()) {
        return "";
      }
      String delta =
          !piece.toolParts().isEmpty()
              ? piece.toolParts().stream()
                  .map(ToolProgress.Part::json)
                  .collect(Collectors.joining(",", "{\"tool_calls\":[", "]}"))
              : piece.callsTools() ? "{}" : "{\"content\":" + JsonText.quote(piece.text()) + "}";
      return start()
          + delta
          + ",\"logprobs\":"
          + piece.token().logprobs()
          + end(piece.ending(), piece.token().ids())
          + piece.more()
          + CHUNK_END;
    }

    private String start() {
      return "data: " + head.fields(CHUNK) + "{\"index\":" + index + ",\"delta\":";
    }
  }

  @Override
  public String id(@Nullable String header, @Nullable String given) {
    return WireFormat.prefixed("chatcmpl-", header, given);
  }

  @Override
  public boolean hasPlainChunks() {
    return true;
  }

  @Override
  public String chunkHead(AnswerHead head, int index) {
    return "data: " + head.fields(CHUNK) + "{\"index\":" + index + ",\"delta\":{\"content\":\"";
  }

  @Override
  public String chunkTail(Ending ending) {
    return "\"},\"logprobs\":null" + end(ending, "null");
  }

  private static String end(Ending ending, String tokenIds) {
    // Only the chunk that ends a choice says what stopped it.
    String stop = ending.reason() == null ? "" : ",\"stop_reason\":" + ending.stop();
    return ",\"finish_reason\":" + ending.json() + stop + ",\"token_ids\":" + tokenIds + "}]";
  }

  @Override
  public StreamWriter writer(AnswerHead head, int index, PromptDetails prompt) {
    return new Writer(head, index);
  }

  @Override
  public String opening(AnswerHead head, int index, PromptDetails prompt, String usage) {
    return "data: "
        + head.fields(CHUNK)
        + "{\"index\":"
        + index
        + ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
        + "\"finish_reason\":null}]"
        + (usage.isEmpty() ? "" : ",\"usage\":" + usage)
        + ",\"prompt_token_ids\":"
        + prompt.ids()
        + ",\"prompt_text\":"
        + prompt.text()
        + CHUNK_END;
  }

  @Override
  public String closing(AnswerHead head, Usage total, String usage) {
    return (usage.isEmpty() ? "" : usageChunk(head, CHUNK, usage)) + DONE;
  }

  /** The chunk with usage and no choices. */
  static String usageChunk(AnswerHead head, String object, String usage) {
    return "data: "
        + head.fields(object)
        + "],\"usage\":"
        + usage
        + ",\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + CHUNK_END;
  }

  @Override
  public String full(
      AnswerHead head, List<Choice> choices, PromptDetails prompt, Usage total, String usage) {
    return head.fields("chat.completion")
        + choices.stream().map(ChatFormat::choice).collect(Collectors.joining(","))
        + "],\"service_tier\":null,\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + ",\"usage\":"
        + usage
        + ",\"prompt_logprobs\":"
        + prompt.logprobs()
        + ",\"prompt_token_ids\":"
        + prompt.ids()
        + ",\"prompt_text\":"
        + prompt.text()
        + ",\"kv_transfer_params\":null,\"ec_transfer_params\":null,\"metrics\":null}";
  }

  private static String choice(Choice choice) {
    String calls =
        choice.toolCalls().isEmpty()
            ? ""
            : choice.toolCalls().stream()
                .map(Choice.CompletedCall::json)
                .collect(Collectors.joining(",", ",\"tool_calls\":[", "]"));
    return "{\"index\":%d,\"message\":{\"role\":\"assistant\",\"content\":%s,\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null%s,\"reasoning\":null},\"logprobs\":%s,\"finish_reason\":%s,\"stop_reason\":%s,\"token_ids\":%s,\"routed_experts\":null}"
        .formatted(
            choice.index(),
            choice.contentIsNull() ? "null" : JsonText.quote(choice.text()),
            calls,
            choice.tokens().logprobs(),
            choice.ending().json(),
            choice.ending().stop(),
            choice.tokens().ids());
  }
}
