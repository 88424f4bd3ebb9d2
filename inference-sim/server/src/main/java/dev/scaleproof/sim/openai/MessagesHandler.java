package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.validation.Fields;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/messages} and {@code /v1/messages/count_tokens}: translated into a chat, as vLLM
 * does (entrypoints/anthropic/serving.py), and answered in the other form.
 */
public final class MessagesHandler {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final GenerateHandler generate;

  public MessagesHandler(GenerateHandler generate) {
    this.generate = generate;
  }

  /** {@code POST /v1/messages}. */
  public void messages(Exchange exchange) {
    generate.generate(exchange, this::job, ApiError::messagesResponse);
  }

  /** {@code POST /v1/messages/count_tokens}. */
  public void countTokens(Exchange exchange) {
    generate.answer(exchange, this::counted, ApiError::messagesResponse);
  }

  private Job job(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, BodyReader.Rules.NONE, MessagesShapes.MESSAGES);
    ObjectNode chat = chat(request);
    chat.set("max_tokens", request.get("max_tokens"));
    copy(request, "stop_sequences", chat, "stop");
    for (String name : new String[] {"stream", "temperature", "top_p", "top_k"}) {
      copy(request, name, chat, name);
    }
    tools(request, chat);
    JsonNode schema = request.path("output_config").path("format").path("schema");
    if (schema.isObject()) {
      ObjectNode format = chat.putObject("response_format").put("type", "json_schema");
      format.putObject("json_schema").put("name", "json_schema").set("schema", schema);
    }
    return generate.reader().chat(new MessagesFormat(), chat);
  }

  private Response counted(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, BodyReader.Rules.NONE, MessagesShapes.COUNT_TOKENS);
    int tokens = generate.reader().chatTokens(chat(request)).length;
    return Response.json(
        200,
        "{\"input_tokens\":%d,\"context_management\":{\"original_input_tokens\":%d}}"
            .formatted(tokens, tokens));
  }

  private static ObjectNode chat(JsonNode request) {
    ObjectNode chat = JSON.objectNode();
    chat.set("model", request.get("model"));
    ArrayNode messages = chat.putArray("messages");
    JsonNode system = Fields.get(request, "system");
    if (!system.isNull()) {
      messages.addObject().put("role", "system").put("content", text(system));
    }
    request.get("messages").forEach(message -> translate(message, messages));
    return chat;
  }

  private static void translate(JsonNode message, ArrayNode messages) {
    String role = message.get("role").asText();
    JsonNode content = message.get("content");
    if (content.isTextual()) {
      messages.addObject().put("role", role).set("content", content);
      return;
    }
    ArrayNode parts = JSON.arrayNode();
    ArrayNode calls = JSON.arrayNode();
    for (JsonNode block : content) {
      switch (block.get("type").asText()) {
        case "text" -> parts.addObject().put("type", "text").set("text", Fields.get(block, "text"));
        case "image" -> parts.addObject().put("type", "image_url");
        case "tool_use" -> {
          ObjectNode function = calls.addObject().putObject("function");
          function.set("name", Fields.get(block, "name"));
          function.put("arguments", Fields.get(block, "input").toString());
        }
        case "tool_result" ->
            messages
                .addObject()
                .put("role", "tool")
                .put("content", text(Fields.get(block, "content")));
        default -> {
          // What a model has thought is not repeated to it.
        }
      }
    }
    if (!parts.isEmpty() || !calls.isEmpty()) {
      ObjectNode translated = messages.addObject().put("role", role);
      translated.set("content", parts);
      translated.set("tool_calls", calls);
    }
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(block -> text.append(block.path("text").asText("")));
    return text.toString();
  }

  private static void tools(JsonNode request, ObjectNode chat) {
    JsonNode tools = Fields.get(request, "tools");
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode translated = chat.putArray("tools");
    for (JsonNode tool : tools) {
      ObjectNode function = translated.addObject().put("type", "function").putObject("function");
      function.set("name", tool.get("name"));
      function.set("parameters", tool.get("input_schema"));
    }
    JsonNode choice = Fields.get(request, "tool_choice");
    switch (Fields.get(choice, "type").asText()) {
      case "any" -> chat.put("tool_choice", "required");
      case "none" -> chat.put("tool_choice", "none");
      case "tool" ->
          chat.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .set("name", Fields.get(choice, "name"));
      default -> chat.put("tool_choice", "auto");
    }
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String as) {
    if (from.hasNonNull(name)) {
      to.set(as, from.get(name));
    }
  }
}
