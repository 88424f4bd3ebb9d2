package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/** {@code /v1/chat/completions}. */
record ChatFormat() implements WireFormat {
  private static final String CHUNK = "chat.completion.chunk";

  @Override
  public String idPrefix() {
    return "chatcmpl-";
  }

  @Override
  public String chunkHead(AnswerHead head, int index) {
    return "data: " + head.fields(CHUNK) + "{\"index\":" + index + ",\"delta\":{\"content\":\"";
  }

  @Override
  public String chunkTail(Ending ending) {
    // Only the chunk that ends a choice says what stopped it.
    String stop = ending.reason() == null ? "" : ",\"stop_reason\":" + ending.stop();
    return "\"},\"logprobs\":null,\"finish_reason\":"
        + ending.json()
        + stop
        + ",\"token_ids\":null}]";
  }

  @Override
  public String opening(AnswerHead head, int index, String usage) {
    return "data: "
        + head.fields(CHUNK)
        + "{\"index\":"
        + index
        + ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
        + "\"finish_reason\":null}]"
        + (usage.isEmpty() ? "" : ",\"usage\":" + usage)
        + ",\"prompt_token_ids\":null,\"prompt_text\":null"
        + CHUNK_END;
  }

  @Override
  public String usageChunk(AnswerHead head, String usage) {
    return "data: "
        + head.fields(CHUNK)
        + "],\"usage\":"
        + usage
        + ",\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + CHUNK_END;
  }

  @Override
  public String full(AnswerHead head, List<Choice> choices, String usage) {
    return head.fields("chat.completion")
        + choices.stream().map(ChatFormat::choice).collect(Collectors.joining(","))
        + "],\"service_tier\":null,\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + ",\"usage\":"
        + usage
        + ",\"prompt_logprobs\":null,\"prompt_token_ids\":null,\"prompt_text\":null,"
        + "\"kv_transfer_params\":null,\"ec_transfer_params\":null,\"metrics\":null}";
  }

  private static String choice(Choice choice) {
    return "{\"index\":%d,\"message\":{\"role\":\"assistant\",\"content\":%s,\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null,\"reasoning\":null},\"logprobs\":null,\"finish_reason\":%s,\"stop_reason\":%s,\"token_ids\":null,\"routed_experts\":null}"
        .formatted(
            choice.index(),
            JsonText.quote(choice.text()),
            choice.ending().json(),
            choice.ending().stop());
  }
}
