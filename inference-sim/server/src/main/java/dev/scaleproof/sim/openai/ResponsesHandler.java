package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Python;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/responses}: translated into a chat and answered in the other form. Nothing is
 * stored, as in vLLM without {@code VLLM_ENABLE_RESPONSES_API_STORE}.
 */
public final class ResponsesHandler {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Fields that mean the same in a chat. */
  private static final List<String> SAME =
      List.of(
          "model",
          "logit_bias",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "presence_penalty",
          "frequency_penalty",
          "repetition_penalty",
          "include_stop_str_in_output",
          "structured_outputs",
          "seed",
          "stop",
          "stop_token_ids",
          "ignore_eos",
          "priority",
          "request_id");

  private final ServedModel model;
  private final GenerateHandler generate;

  public ResponsesHandler(ServedModel model, GenerateHandler generate) {
    this.model = model;
    this.generate = generate;
  }

  /** {@code POST /v1/responses}. */
  public void create(Exchange exchange) {
    generate.generate(exchange, this::job, ApiError::response);
  }

  /** {@code GET /v1/responses/ID}, and its cancelling. */
  public void unknown(Exchange exchange) {
    String id = exchange.path().split("/", -1)[3];
    exchange.respond(ApiError.unknownResponse(id).response());
  }

  private Job job(byte[] body, @Nullable String contentType) throws ApiError.Thrown {
    JsonNode request =
        BodyReader.read(body, contentType, ResponsesHandler::checkRaw, ResponsesShapes.RESPONSES);
    generate.reader().checkModel(request.path("model").asText(""));
    if (Python.isTrue(Fields.get(request, "background"))) {
      throw ApiError.invalid(
              "This vLLM engine does not support `store=True` and therefore does not support the"
                  + " background mode. To enable these features, set the environment variable"
                  + " `VLLM_ENABLE_RESPONSES_API_STORE=1` when launching the vLLM server.",
              "background")
          .thrown();
    }
    if (request.hasNonNull("previous_response_id")) {
      throw ApiError.unknownResponse(request.get("previous_response_id").asText()).thrown();
    }
    return generate.reader().chat(new ResponsesFormat(request, model.maxModelLen()), chat(request));
  }

  private static void checkRaw(JsonNode request) throws ApiError.Thrown {
    if (request.hasNonNull("prompt")) {
      throw ApiError.badParameter("prompt", "prompt template is not supported").thrown();
    }
  }

  private static ObjectNode chat(JsonNode request) {
    ObjectNode chat = JSON.objectNode();
    for (String name : SAME) {
      if (request.hasNonNull(name)) {
        chat.set(name, request.get(name));
      }
    }
    if (request.hasNonNull("max_output_tokens")) {
      chat.set("max_tokens", request.get("max_output_tokens"));
    }
    ArrayNode messages = chat.putArray("messages");
    if (request.hasNonNull("instructions")) {
      messages.addObject().put("role", "system").set("content", request.get("instructions"));
    }
    JsonNode input = request.get("input");
    if (input.isTextual()) {
      messages.addObject().put("role", "user").set("content", input);
    } else {
      input.forEach(item -> translate(item, messages));
    }
    format(request.path("text").path("format"), chat);
    tools(request, chat);
    return chat;
  }

  private static void translate(JsonNode item, ArrayNode messages) {
    switch (item.path("type").asText("message")) {
      case "function_call" -> {
        ObjectNode message = messages.addObject().put("role", "assistant").put("content", "");
        ObjectNode function = message.putArray("tool_calls").addObject().putObject("function");
        function.set("name", item.get("name"));
        function.set("arguments", item.get("arguments"));
      }
      case "function_call_output" ->
          messages.addObject().put("role", "tool").set("content", item.get("output"));
      case "message" -> {
        ObjectNode message = messages.addObject();
        message.set("role", item.get("role"));
        message.set("content", item.get("content"));
      }
      default -> {
        // What a model has thought is not repeated to it.
      }
    }
  }

  private static void format(JsonNode format, ObjectNode chat) {
    switch (format.path("type").asText()) {
      case "json_object" -> chat.putObject("response_format").put("type", "json_object");
      case "json_schema" ->
          chat.putObject("response_format")
              .put("type", "json_schema")
              .putObject("json_schema")
              .set("schema", format.get("schema"));
      default -> {
        // Plain text.
      }
    }
  }

  private static void tools(JsonNode request, ObjectNode chat) {
    ArrayNode tools = JSON.arrayNode();
    for (JsonNode tool : request.path("tools")) {
      if (tool.path("type").asText().equals("function") && tool.path("name").isTextual()) {
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.set("name", tool.get("name"));
        function.set("parameters", Fields.get(tool, "parameters"));
      }
    }
    if (tools.isEmpty()) {
      return;
    }
    chat.set("tools", tools);
    JsonNode choice = Fields.get(request, "tool_choice");
    if (choice.isObject()) {
      chat.putObject("tool_choice").putObject("function").set("name", Fields.get(choice, "name"));
    } else {
      chat.put("tool_choice", choice.isNull() ? "auto" : choice.asText());
    }
  }
}
