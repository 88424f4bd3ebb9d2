package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/** {@code /v1/completions}. */
record CompletionFormat() implements WireFormat {
  private static final String OBJECT = "text_completion";

  @Override
  public String idPrefix() {
    return "cmpl-";
  }

  @Override
  public String chunkHead(AnswerHead head, int index) {
    return "data: " + head.fields(OBJECT) + "{\"index\":" + index + ",\"text\":\"";
  }

  @Override
  public String chunkTail(Ending ending) {
    return "\",\"logprobs\":null,\"finish_reason\":"
        + ending.json()
        + ",\"stop_reason\":"
        + ending.stop()
        + ",\"prompt_token_ids\":null,\"token_ids\":null}]";
  }

  @Override
  public String opening(AnswerHead head, int index, String usage) {
    return "";
  }

  @Override
  public String usageChunk(AnswerHead head, String usage) {
    return "data: "
        + head.fields(OBJECT)
        + "],\"usage\":"
        + usage
        + ",\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + CHUNK_END;
  }

  @Override
  public String full(AnswerHead head, List<Choice> choices, String usage) {
    return head.fields(OBJECT)
        + choices.stream().map(CompletionFormat::choice).collect(Collectors.joining(","))
        + "],\"service_tier\":null,\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + ",\"usage\":"
        + usage
        + ",\"kv_transfer_params\":null,\"ec_transfer_params\":null,\"metrics\":null}";
  }

  private static String choice(Choice choice) {
    return "{\"index\":%d,\"text\":%s,\"logprobs\":null,\"finish_reason\":%s,\"stop_reason\":%s,\"token_ids\":null,\"prompt_logprobs\":null,\"prompt_token_ids\":null,\"routed_experts\":null}"
        .formatted(
            choice.index(),
            JsonText.quote(choice.text()),
            choice.ending().json(),
            choice.ending().stop());
  }
}
