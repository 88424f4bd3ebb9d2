package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.validation.Definitions;
import dev.scaleproof.sim.validation.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The OpenAPI document in the form in which FastAPI writes one, made from the same table as the
 * routes and from the same shapes as the validation.
 */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, String> ERRORS =
      Map.of(
          "400", "Bad Request",
          "404", "Not Found",
          "413", "Request Entity Too Large",
          "500", "Internal Server Error",
          "503", "Service Unavailable");

  private OpenApi() {}

  /** The document, made when it is first asked for. */
  static Supplier<byte[]> document(List<Endpoint> endpoints) {
    return new Supplier<>() {
      private byte[] made = {};

      @Override
      public synchronized byte[] get() {
        if (made.length == 0) {
          made = write(endpoints).toString().getBytes(StandardCharsets.UTF_8);
        }
        return made;
      }
    };
  }

  private static ObjectNode write(List<Endpoint> endpoints) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    document.putObject("info").put("title", "FastAPI").put("version", "0.1.0");
    ObjectNode paths = document.putObject("paths");
    Definitions definitions = new Definitions();
    for (Endpoint endpoint : endpoints) {
      paths
          .withObject("/" + endpoint.path().replace("~", "~0").replace("/", "~1"))
          .set(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint, definitions));
    }
    ObjectNode schemas = definitions.all();
    error(schemas);
    document.putObject("components").set("schemas", schemas);
    return document;
  }

  private static ObjectNode operation(Endpoint endpoint, Definitions definitions) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    operation.put("summary", endpoint.summary());
    operation.put(
        "operationId",
        (endpoint.summary() + endpoint.path() + "_" + endpoint.method())
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\W+", "_"));
    PARAMETER
        .matcher(endpoint.path())
        .results()
        .forEach(
            match ->
                operation
                    .withArray("parameters")
                    .addObject()
                    .put("name", match.group(1))
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string"));
    Shape body = endpoint.body();
    if (body != null) {
      ObjectNode request = operation.putObject("requestBody").put("required", true);
      request
          .putObject("content")
          .putObject("application/json")
          .set("schema", body.schema(definitions));
    }
    ObjectNode responses = operation.putObject("responses");
    ObjectNode good = responses.putObject("200").put("description", "Successful Response");
    switch (endpoint.answer()) {
      case NOTHING -> {
        // A status is all.
      }
      case TEXT -> good.putObject("content").putObject("text/plain");
      case JSON -> good.putObject("content").putObject("application/json").putObject("schema");
      case JSON_OR_EVENTS -> {
        ObjectNode content = good.putObject("content");
        content.putObject("application/json").putObject("schema");
        content.putObject("text/event-stream");
      }
    }
    if (body != null) {
      boolean messages = endpoint.path().startsWith("/v1/messages");
      ERRORS.forEach((status, phrase) -> error(responses, status, phrase, messages));
    } else if (endpoint.path().contains("{")) {
      error(responses, "404", "Not Found", false);
    }
    return operation;
  }

  private static void error(ObjectNode responses, String status, String phrase, boolean messages) {
    ObjectNode schema =
        responses
            .putObject(status)
            .put("description", phrase)
            .putObject("content")
            .putObject("application/json")
            .putObject("schema");
    if (messages && status.equals("404")) {
      schema.put("$ref", "#/components/schemas/AnthropicErrorResponse");
    } else {
      schema.put("$ref", "#/components/schemas/ErrorResponse");
    }
  }

  private static void error(ObjectNode schemas) {
    ObjectNode info = schemas.putObject("ErrorInfo").put("type", "object");
    ObjectNode fields = info.putObject("properties");
    fields.putObject("message").put("type", "string");
    fields.putObject("type").put("type", "string");
    fields.putObject("param").putArray("type").add("string").add("null");
    fields.putObject("code").put("type", "integer");
    info.putArray("required").add("message").add("type").add("code");
    ObjectNode response = schemas.putObject("ErrorResponse").put("type", "object");
    response
        .putObject("properties")
        .putObject("error")
        .put("$ref", "#/components/schemas/ErrorInfo");
    response.putArray("required").add("error");
    ObjectNode anthropic = schemas.putObject("AnthropicErrorResponse").put("type", "object");
    ObjectNode parts = anthropic.putObject("properties");
    parts.putObject("type").put("const", "error");
    ObjectNode inner = parts.putObject("error").put("type", "object");
    inner.putObject("properties").putObject("type").put("type", "string");
    inner.withObject("/properties").putObject("message").put("type", "string");
    anthropic.putArray("required").add("type").add("error");
  }
}
