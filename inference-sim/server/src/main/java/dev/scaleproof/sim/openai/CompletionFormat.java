package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/completions}. */
record CompletionFormat() implements WireFormat {
  private static final String OBJECT = "text_completion";

  private static final class Writer implements StreamWriter {
    private final AnswerHead head;
    private final int index;
    private String prompt;

    Writer(AnswerHead head, int index, String prompt) {
      this.head = head;
      this.index = index;
      this.prompt = prompt;
    }

    @Override
    public String echo(String text) {
      return "";
    }

    @Override
    public String piece(Piece piece) {
      String shown = prompt;
      prompt = "null";
      return "data: "
          + head.fields(OBJECT)
          + "{\"index\":"
          + index
          + ",\"text\":"
          + JsonText.quote(piece.text())
          + ",\"logprobs\":"
          + piece.token().logprobs()
          + end(piece.ending(), shown, piece.token().ids())
          + piece.more()
          + CHUNK_END;
    }
  }

  @Override
  public String id(@Nullable String header, @Nullable String given) {
    return WireFormat.prefixed("cmpl-", header, given);
  }

  @Override
  public boolean hasPlainChunks() {
    return true;
  }

  @Override
  public String chunkHead(AnswerHead head, int index) {
    return "data: " + head.fields(OBJECT) + "{\"index\":" + index + ",\"text\":\"";
  }

  @Override
  public String chunkTail(Ending ending) {
    return "\",\"logprobs\":null" + end(ending, "null", "null");
  }

  private static String end(Ending ending, String prompt, String tokens) {
    return ",\"finish_reason\":"
        + ending.json()
        + ",\"stop_reason\":"
        + ending.stop()
        + ",\"prompt_token_ids\":"
        + prompt
        + ",\"token_ids\":"
        + tokens
        + "}]";
  }

  @Override
  public StreamWriter writer(AnswerHead head, int index, PromptDetails prompt) {
    return new Writer(head, index, prompt.ids());
  }

  @Override
  public String opening(AnswerHead head, int index, PromptDetails prompt, String usage) {
    return "";
  }

  @Override
  public String closing(AnswerHead head, Usage total, String usage) {
    return (usage.isEmpty() ? "" : ChatFormat.usageChunk(head, OBJECT, usage)) + DONE;
  }

  @Override
  public String full(
      AnswerHead head, List<Choice> choices, PromptDetails prompt, Usage total, String usage) {
    return head.fields(OBJECT)
        + choices.stream().map(CompletionFormat::choice).collect(Collectors.joining(","))
        + "],\"service_tier\":null,\"system_fingerprint\":"
        + JsonText.quote(head.fingerprint())
        + ",\"usage\":"
        + usage
        + ",\"kv_transfer_params\":null,\"ec_transfer_params\":null,\"metrics\":null}";
  }

  private static String choice(Choice choice) {
    return "{\"index\":%d,\"text\":%s,\"logprobs\":%s,\"finish_reason\":%s,\"stop_reason\":%s,\"token_ids\":%s,\"prompt_logprobs\":%s,\"prompt_token_ids\":%s,\"routed_experts\":null}"
        .formatted(
            choice.index(),
            JsonText.quote(choice.text()),
            choice.tokens().logprobs(),
            choice.ending().json(),
            choice.ending().stop(),
            choice.tokens().ids(),
            choice.prompt().logprobs(),
            choice.prompt().ids());
  }
}
