package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** {@code /v1/messages}, for one request. */
final class MessagesFormat implements WireFormat {
  private static final String NO_BLOCK = "";

  private Ending ending = Ending.NOT_YET;
  private int promptTokens;

  /** The blocks of a stream: each begins, grows and ends before the next one. */
  private final class Writer implements StreamWriter {
    private String open = NO_BLOCK;
    private int index;

    @Override
    public String echo(String text) {
      return "";
    }

    @Override
    public String piece(Piece piece) {
      StringBuilder events = new StringBuilder();
      for (ToolProgress.Part part : piece.toolParts()) {
        if (part.opens()) {
          events.append(close()).append(open("tool_use", part.call().messagesJson("{}")));
        } else {
          events.append(
              delta("{\"type\":\"input_json_delta\",\"partial_json\":%s}", part.arguments()));
        }
      }
      if (!piece.callsTools() && !piece.text().isEmpty()) {
        if (open.isEmpty()) {
          events.append(open("text", "{\"type\":\"text\",\"text\":\"\"}"));
        }
        events.append(delta("{\"type\":\"text_delta\",\"text\":%s}", piece.text()));
      }
      if (piece.ending().reason() != null) {
        ending = piece.ending();
        events.append(close());
      }
      return events.toString();
    }

    private String open(String type, String block) {
      open = type;
      return event(
          "content_block_start", "\"content_block\":%s,\"index\":%d".formatted(block, index));
    }

    private String delta(String form, String text) {
      return event(
          "content_block_delta",
          "\"delta\":%s,\"index\":%d".formatted(form.formatted(JsonText.quote(text)), index));
    }

    private String close() {
      if (open.isEmpty()) {
        return "";
      }
      open = NO_BLOCK;
      return event("content_block_stop", "\"index\":" + index++);
    }
  }

  @Override
  public String id(@Nullable String header, @Nullable String given) {
    return WireFormat.prefixed("chatcmpl-", header, given);
  }

  @Override
  public boolean hasPlainChunks() {
    return false;
  }

  @Override
  public String chunkHead(AnswerHead head, int index) {
    throw new IllegalStateException("no plain chunks");
  }

  @Override
  public String chunkTail(Ending last) {
    throw new IllegalStateException("no plain chunks");
  }

  @Override
  public StreamWriter writer(AnswerHead head, int index, PromptDetails prompt) {
    return new Writer();
  }

  @Override
  public String opening(AnswerHead head, int index, PromptDetails prompt, String usage) {
    return event(
        "message_start",
        "\"message\":{\"id\":%s,\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":%s,\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":%d,\"output_tokens\":0}}"
            .formatted(JsonText.quote(head.id()), JsonText.quote(head.model()), promptTokens));
  }

  @Override
  public void prompt(int tokens) {
    promptTokens = tokens;
  }

  @Override
  public String closing(AnswerHead head, Usage total, String usage) {
    return event(
            "message_delta",
            "\"delta\":{\"stop_reason\":%s},\"usage\":%s"
                .formatted(stopReason(ending), usage(total)))
        + event("message_stop", "");
  }

  @Override
  public String failure(ApiError error) {
    return "event: error\ndata: " + error.messagesJson() + "\n\n";
  }

  @Override
  public String full(
      AnswerHead head, List<Choice> choices, PromptDetails prompt, Usage total, String usage) {
    Choice choice = choices.getFirst();
    StringJoiner content = new StringJoiner(",", "[", "]");
    if (!choice.text().isEmpty()) {
      content.add("{\"type\":\"text\",\"text\":" + JsonText.quote(choice.text()) + "}");
    }
    choice
        .toolCalls()
        .forEach(called -> content.add(called.call().messagesJson(called.completeArguments())));
    String stop = stopReason(choice.ending());
    return "{\"id\":%s,\"type\":\"message\",\"role\":\"assistant\",\"content\":%s,\"model\":%s%s,\"usage\":%s}"
        .formatted(
            JsonText.quote(head.id()),
            content,
            JsonText.quote(head.model()),
            stop.equals("null") ? "" : ",\"stop_reason\":" + stop,
            usage(total));
  }

  private static String usage(Usage total) {
    return "{\"input_tokens\":%d,\"output_tokens\":%d}"
        .formatted(total.prompt(), total.completion());
  }

  private static String stopReason(Ending ending) {
    return switch (ending.name()) {
      case "stop" -> "\"end_turn\"";
      case "length" -> "\"max_tokens\"";
      case "tool_calls" -> "\"tool_use\"";
      default -> "null";
    };
  }

  private static String event(String type, String fields) {
    return "event: %s\ndata: {\"type\":\"%s\"%s%s}\n\n"
        .formatted(type, type, fields.isEmpty() ? "" : ",", fields);
  }
}
