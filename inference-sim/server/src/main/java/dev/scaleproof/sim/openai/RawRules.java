package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Python;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Parameters that go only with others. vLLM checks these on a request as it came, before the types
 * of its fields (pydantic's validators of mode "before", the last one first), and tells the first
 * that is broken.
 */
final class RawRules {
  private record Rule(Predicate<JsonNode> broken, Function<JsonNode, ApiError> error) {}

  private static final int MOST_PROMPTS = 1024;
  private static final List<String> WORDS = List.of("none", "auto", "required");
  private static final String USAGE =
      "Correct usage: `{\"type\": \"function\", \"function\": {\"name\": \"my_function\"}}`";

  private static final Rule STREAM_OPTIONS =
      parameter(
          "stream_options",
          body -> is(body, "stream_options") && !is(body, "stream"),
          "Stream options can only be defined when `stream=True`.");

  private static final Rule JSON_SCHEMA =
      parameter(
          "response_format",
          body ->
              at(at(body, "response_format"), "type").asText().equals("json_schema")
                  && at(at(body, "response_format"), "json_schema").isNull(),
          "When response_format type is 'json_schema', the 'json_schema' field must be provided.");

  private static final Rule ONE_CONSTRAINT =
      new Rule(
          body ->
              Stream.of("json", "regex", "choice")
                      .filter(kind -> !at(at(body, "structured_outputs"), kind).isNull())
                      .count()
                  > 1,
          body ->
              ApiError.bad(
                  "You can only use one kind of constraints for structured outputs ('json', 'regex'"
                      + " or 'choice')."));

  private static final Rule ANY_CONSTRAINT =
      new Rule(
          body ->
              at(body, "structured_outputs").isObject()
                  && Stream.of(
                          "json", "regex", "choice", "grammar", "json_object", "structural_tag")
                      .allMatch(kind -> at(at(body, "structured_outputs"), kind).isNull()),
          body ->
              ApiError.bad(
                  "You must use one kind of structured outputs constraint but none are specified"));

  private static final List<Rule> CHAT =
      List.of(
          new Rule(
              body ->
                  body.has("messages")
                      && !at(body, "messages").isContainerNode()
                      && !at(body, "messages").isTextual(),
              body ->
                  ApiError.bad(
                      "'%s' object is not iterable"
                          .formatted(Python.typeName(at(body, "messages"))))),
          new Rule(
              body -> is(body, "continue_final_message") && is(body, "add_generation_prompt"),
              body ->
                  ApiError.bad(
                      "Cannot set both `continue_final_message` and `add_generation_prompt` to"
                          + " True.")),
          parameter(
              "tools",
              body -> at(body, "tools").isArray() && at(body, "tools").isEmpty(),
              "`tools` must not be an empty array. Either provide at least one tool or omit the"
                  + " field entirely."),
          parameter(
              "tool_choice",
              body -> choosesTool(body) && at(body, "tools").isNull(),
              "When using `tool_choice`, `tools` must be set."),
          new Rule(
              body ->
                  choosesTool(body)
                      && !at(body, "tool_choice").isObject()
                      && !WORDS.contains(at(body, "tool_choice").asText()),
              body ->
                  ApiError.badParameter(
                      "tool_choice",
                      "Invalid value for `tool_choice`: %s! Only named tools, \"none\", \"auto\" or \"required\" are supported."
                          .formatted(Python.str(at(body, "tool_choice"))))),
          new Rule(
              body -> namesTool(body) && !function(body).isObject(),
              body ->
                  ApiError.badParameter(
                      "tool_choice.function",
                      "Invalid value for `function`: `%s` in `tool_choice`! %s"
                          .formatted(Python.str(function(body)), USAGE))),
          new Rule(
              body -> namesTool(body) && !function(body).has("name"),
              body ->
                  ApiError.badParameter(
                      "tool_choice.function.name",
                      "Expected field `name` in `function` in `tool_choice`! " + USAGE)),
          new Rule(
              body -> namesTool(body) && at(function(body), "name").asText().isEmpty(),
              body ->
                  ApiError.badParameter(
                      "tool_choice.function.name",
                      "Invalid `name` in `function`: `%s` in `tool_choice`! %s"
                          .formatted(Python.str(at(function(body), "name")), USAGE))),
          parameter(
              "tool_choice",
              body ->
                  namesTool(body)
                      && at(body, "tools")
                          .valueStream()
                          .noneMatch(
                              tool ->
                                  at(at(tool, "function"), "name")
                                      .equals(at(function(body), "name"))),
              "The tool specified in `tool_choice` does not match any of the specified `tools`"),
          ONE_CONSTRAINT,
          ANY_CONSTRAINT,
          notANumber("prompt_logprobs"),
          notANumber("top_logprobs"),
          promptLogprobsOfStream(),
          notPositive("prompt_logprobs"),
          notPositive("top_logprobs"),
          parameter(
              "top_logprobs",
              body ->
                  (number(body, "top_logprobs") > 0 || number(body, "top_logprobs") == -1)
                      && !is(body, "logprobs"),
              "when using `top_logprobs`, `logprobs` must be set to true."),
          STREAM_OPTIONS,
          JSON_SCHEMA);

  private static final List<Rule> COMPLETION =
      List.of(
          new Rule(
              body ->
                  at(body, "prompt").size() > MOST_PROMPTS
                      && !at(body, "prompt").valueStream().allMatch(JsonNode::isIntegralNumber),
              body ->
                  ApiError.badParameter(
                      "prompt",
                      "prompt list length %d exceeds the maximum allowed count of %d. To increase this limit, set the VLLM_MAX_COMPLETION_PROMPTS environment variable."
                          .formatted(at(body, "prompt").size(), MOST_PROMPTS))),
          new Rule(
              body ->
                  (at(body, "prompt").isNull()
                          || (at(body, "prompt").isTextual()
                              && at(body, "prompt").asText().isEmpty()))
                      && at(body, "prompt_embeds").isEmpty()
                      && !at(body, "prompt_embeds").isTextual(),
              body -> noPrompt()),
          STREAM_OPTIONS,
          notANumber("prompt_logprobs"),
          notANumber("logprobs"),
          promptLogprobsOfStream(),
          notPositive("prompt_logprobs"),
          notPositive("logprobs"),
          ONE_CONSTRAINT,
          ANY_CONSTRAINT,
          JSON_SCHEMA);

  private RawRules() {}

  static void checkChat(JsonNode body) throws ApiError.Thrown {
    check(CHAT, body);
  }

  static void checkCompletion(JsonNode body) throws ApiError.Thrown {
    check(COMPLETION, body);
  }

  static ApiError noPrompt() {
    return ApiError.badParameter(
        "prompt", "Either prompt or prompt_embeds must be provided and non-empty.");
  }

  private static void check(List<Rule> rules, JsonNode body) throws ApiError.Thrown {
    for (Rule rule : rules) {
      if (body.isObject() && rule.broken.test(body)) {
        throw rule.error.apply(body).thrown();
      }
    }
  }

  private static Rule parameter(String name, Predicate<JsonNode> broken, String message) {
    return new Rule(broken, body -> ApiError.badParameter(name, message));
  }

  private static Rule notANumber(String name) {
    return new Rule(
        body ->
            !at(body, name).isNull() && !at(body, name).isNumber() && !at(body, name).isBoolean(),
        body ->
            ApiError.badValue(
                name, Python.str(at(body, name)), "`" + name + "` must be an integer."));
  }

  private static Rule notPositive(String name) {
    return new Rule(
        body -> number(body, name) < 0 && number(body, name) != -1,
        body ->
            ApiError.badValue(
                name,
                Python.str(at(body, name)),
                "`" + name + "` must be a positive value or -1."));
  }

  private static Rule promptLogprobsOfStream() {
    return parameter(
        "prompt_logprobs",
        body ->
            is(body, "stream")
                && (number(body, "prompt_logprobs") > 0 || number(body, "prompt_logprobs") == -1),
        "`prompt_logprobs` are not available when `stream=True`.");
  }

  private static boolean choosesTool(JsonNode body) {
    JsonNode choice = at(body, "tool_choice");
    return !choice.isNull() && !choice.asText().equals("none");
  }

  private static boolean namesTool(JsonNode body) {
    return at(body, "tool_choice").isObject();
  }

  private static JsonNode function(JsonNode body) {
    return at(at(body, "tool_choice"), "function");
  }

  private static JsonNode at(JsonNode object, String name) {
    return Fields.get(object, name);
  }

  private static boolean is(JsonNode body, String name) {
    return Python.isTrue(at(body, name));
  }

  private static double number(JsonNode body, String name) {
    JsonNode value = at(body, name);
    return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
  }
}
