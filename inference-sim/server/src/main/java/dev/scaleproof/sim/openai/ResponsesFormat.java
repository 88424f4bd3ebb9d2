package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/responses}, for one request. */
final class ResponsesFormat implements WireFormat {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode request;
  private final int maxModelLen;
  private final ArrayNode output = JSON.arrayNode();
  private Ending ending = Ending.NOT_YET;
  private int promptTokens;
  private int sequenceNumber;

  ResponsesFormat(JsonNode request, int maxModelLen) {
    this.request = request;
    this.maxModelLen = maxModelLen;
  }

  /** The items of a stream: each is added, grows and is done before the next one. */
  private final class Writer implements StreamWriter {
    private final StringBuilder text = new StringBuilder();
    private String item = "";
    private @Nullable ToolCall call;

    @Override
    public String echo(String echoed) {
      return "";
    }

    @Override
    public String piece(Piece piece) {
      StringBuilder events = new StringBuilder();
      for (ToolProgress.Part part : piece.toolParts()) {
        if (part.opens()) {
          events.append(done()).append(begin(part.call()));
        } else {
          text.append(part.arguments());
          events.append(
              event(
                  "response.function_call_arguments.delta",
                  "\"delta\":%s,\"item_id\":\"%s\",\"output_index\":%d"
                      .formatted(JsonText.quote(part.arguments()), item, output.size())));
        }
      }
      if (!piece.callsTools() && !piece.text().isEmpty()) {
        if (item.isEmpty()) {
          events.append(begin(null));
        }
        text.append(piece.text());
        events.append(
            event(
                "response.output_text.delta",
                "\"content_index\":0,\"delta\":%s,\"item_id\":\"%s\",\"logprobs\":[],\"output_index\":%d"
                    .formatted(JsonText.quote(piece.text()), item, output.size())));
      }
      if (piece.ending().reason() != null) {
        ending = piece.ending();
        events.append(done());
      }
      return events.toString();
    }

    private String begin(@Nullable ToolCall begun) {
      call = begun;
      text.setLength(0);
      if (begun != null) {
        item = "fc_" + Ids.random();
        return added(function(item, begun, "", "in_progress"));
      }
      item = "msg_" + Ids.random();
      return added(message(item, JSON.arrayNode(), "in_progress"))
          + event(
              "response.content_part.added",
              "\"content_index\":0,\"item_id\":\"%s\",\"output_index\":%d,\"part\":{\"annotations\":[],\"text\":\"\",\"type\":\"output_text\",\"logprobs\":[]}"
                  .formatted(item, output.size()));
    }

    private String added(ObjectNode begun) {
      return event(
          "response.output_item.added",
          "\"item\":%s,\"output_index\":%d".formatted(begun, output.size()));
    }

    private String done() {
      if (item.isEmpty()) {
        return "";
      }
      int index = output.size();
      ToolCall called = call;
      String events;
      ObjectNode complete;
      if (called != null) {
        complete = function(item, called, text.toString(), "completed");
        events =
            event(
                "response.function_call_arguments.done",
                "\"arguments\":%s,\"item_id\":\"%s\",\"name\":%s,\"output_index\":%d"
                    .formatted(
                        JsonText.quote(text.toString()),
                        item,
                        JsonText.quote(called.name()),
                        index));
      } else {
        ObjectNode part = part(text.toString());
        complete = message(item, JSON.arrayNode().add(part), "completed");
        events =
            event(
                    "response.output_text.done",
                    "\"content_index\":0,\"item_id\":\"%s\",\"logprobs\":[],\"output_index\":%d,\"text\":%s"
                        .formatted(item, index, JsonText.quote(text.toString())))
                + event(
                    "response.content_part.done",
                    "\"content_index\":0,\"item_id\":\"%s\",\"output_index\":%d,\"part\":%s"
                        .formatted(item, index, part));
      }
      output.add(complete);
      item = "";
      return events
          + event(
              "response.output_item.done",
              "\"item\":%s,\"output_index\":%d".formatted(complete, index));
    }
  }

  @Override
  public String id(@Nullable String header, @Nullable String given) {
    return given != null ? given : "resp_" + Ids.random();
  }

  @Override
  public void prompt(int tokens) {
    promptTokens = tokens;
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
  public String greeting(AnswerHead head) {
    String response = response(head, "in_progress", null).toString();
    return event("response.created", "\"response\":" + response)
        + event("response.in_progress", "\"response\":" + response);
  }

  @Override
  public String opening(AnswerHead head, int index, PromptDetails prompt, String usage) {
    return "";
  }

  @Override
  public String closing(AnswerHead head, Usage total, String usage) {
    return event("response.completed", "\"response\":" + response(head, status(), total));
  }

  @Override
  public String failure(ApiError error) {
    return event(
        "error",
        "\"code\":\"%d\",\"message\":%s,\"param\":null"
            .formatted(error.status(), JsonText.quote(error.message())));
  }

  @Override
  public String full(
      AnswerHead head, List<Choice> choices, PromptDetails prompt, Usage total, String usage) {
    Choice choice = choices.getFirst();
    ending = choice.ending();
    if (choice.toolCalls().isEmpty()) {
      output.add(
          message("msg_" + Ids.random(), JSON.arrayNode().add(part(choice.text())), "completed"));
    }
    choice
        .toolCalls()
        .forEach(
            called ->
                output.add(
                    function(
                        "fc_" + Ids.random(), called.call(), called.arguments(), "completed")));
    return response(head, status(), total).toString();
  }

  private String status() {
    return ending.reason() == FinishReason.LENGTH ? "incomplete" : "completed";
  }

  private static ObjectNode part(String text) {
    ObjectNode part = JSON.objectNode();
    part.putArray("annotations");
    return part.put("text", text).put("type", "output_text").putNull("logprobs");
  }

  private static ObjectNode message(String id, ArrayNode content, String status) {
    ObjectNode message = JSON.objectNode().put("id", id);
    message.set("content", content);
    return message
        .put("role", "assistant")
        .put("status", status)
        .put("type", "message")
        .putNull("phase");
  }

  private static ObjectNode function(String id, ToolCall call, String arguments, String status) {
    return JSON.objectNode()
        .put("arguments", arguments)
        .put("call_id", call.id().replace("chatcmpl-tool-", "call_"))
        .put("name", call.name())
        .put("type", "function_call")
        .put("id", id)
        .put("status", status);
  }

  private ObjectNode response(AnswerHead head, String status, @Nullable Usage usage) {
    ObjectNode response = JSON.objectNode();
    response.put("id", head.id()).put("created_at", head.created());
    if (status.equals("incomplete")) {
      response.putObject("incomplete_details").put("reason", "max_output_tokens");
    } else {
      response.putNull("incomplete_details");
    }
    given(response, "instructions", JSON.nullNode());
    given(response, "metadata", JSON.nullNode());
    response.put("model", head.model()).put("object", "response");
    response.set("output", output.deepCopy());
    given(response, "parallel_tool_calls", JSON.booleanNode(true));
    given(response, "temperature", JSON.numberNode(1.0));
    boolean tools = !Fields.get(request, "tools").isEmpty();
    given(response, "tool_choice", JSON.textNode(tools ? "auto" : "none"));
    given(response, "tools", JSON.arrayNode());
    given(response, "top_p", JSON.numberNode(1.0));
    given(response, "background", JSON.booleanNode(false));
    response.put("max_output_tokens", maxOutputTokens());
    given(response, "max_tool_calls", JSON.nullNode());
    response.putNull("previous_response_id").putNull("prompt");
    given(response, "reasoning", JSON.nullNode());
    given(response, "service_tier", JSON.textNode("auto"));
    response.put("status", status);
    given(response, "text", JSON.nullNode());
    response.putNull("top_logprobs");
    given(response, "truncation", JSON.textNode("disabled"));
    response.set("usage", usage == null ? JSON.nullNode() : usage(usage));
    given(response, "user", JSON.nullNode());
    given(response, "presence_penalty", JSON.numberNode(0.0));
    given(response, "frequency_penalty", JSON.numberNode(0.0));
    return response
        .putNull("kv_transfer_params")
        .putNull("ec_transfer_params")
        .putNull("input_messages")
        .putNull("output_messages");
  }

  private long maxOutputTokens() {
    int room = maxModelLen - promptTokens;
    JsonNode asked = Fields.get(request, "max_output_tokens");
    return asked.isNull() ? room : Math.min(room, Lax.longOf(asked));
  }

  private void given(ObjectNode response, String name, JsonNode otherwise) {
    response.set(name, request.hasNonNull(name) ? request.get(name) : otherwise);
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode counts = JSON.objectNode().put("input_tokens", usage.prompt());
    ObjectNode input = counts.putObject("input_tokens_details");
    input.put("cached_tokens", usage.cached()).put("cache_write_tokens", 0);
    input.putArray("input_tokens_per_turn");
    input.putArray("cached_tokens_per_turn");
    counts.put("output_tokens", usage.completion());
    ObjectNode details = counts.putObject("output_tokens_details");
    details.put("reasoning_tokens", 0).put("tool_output_tokens", 0);
    details.putArray("output_tokens_per_turn");
    details.putArray("tool_output_tokens_per_turn");
    return counts.put("total_tokens", usage.total());
  }

  private String event(String type, String fields) {
    return "event: %s\ndata: {%s,\"sequence_number\":%d,\"type\":\"%s\"}\n\n"
        .formatted(type, fields, sequenceNumber++, type);
  }
}
