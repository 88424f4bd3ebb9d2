package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.BOOLEAN;
import static dev.scaleproof.sim.validation.Shapes.INTEGER;
import static dev.scaleproof.sim.validation.Shapes.NUMBER;
import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.integerFrom;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.listOfAtMost;
import static dev.scaleproof.sim.validation.Shapes.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Shapes;
import dev.scaleproof.sim.validation.Violations;

/** The shapes of requests to {@code /v1/messages}. */
final class MessagesShapes {
  private static final Shape BLOCKS =
      listOf(
          Fields.model("AnthropicContentBlock")
              .require(
                  "type",
                  oneOf(
                      "text",
                      "image",
                      "tool_use",
                      "tool_result",
                      "tool_reference",
                      "thinking",
                      "redacted_thinking",
                      "tool_addition",
                      "tool_removal"))
              .allow("text", STRING.orNull())
              .allow("source", OBJECT.orNull())
              .allow("id", STRING.orNull())
              .allow("tool_use_id", STRING.orNull())
              .allow("name", STRING.orNull())
              .allow("input", OBJECT.orNull())
              .allow("content", STRING.or(listOf(OBJECT)).orNull())
              .allow("is_error", BOOLEAN.orNull())
              .allow("tool_name", STRING.orNull())
              .allow("thinking", STRING.orNull())
              .allow("signature", STRING.orNull())
              .allow("data", STRING.orNull()));

  private static final Shape MODEL =
      valid(STRING, value -> !value.asText().isEmpty(), "Model is required");

  private static final Shape MAX_TOKENS =
      valid(INTEGER, value -> Lax.wholeOf(value).signum() > 0, "max_tokens must be positive");

  static final Fields COUNT_TOKENS =
      tools(messages(Fields.model("AnthropicCountTokensRequest").require("model", MODEL)));

  static final Fields MESSAGES =
      RequestShapes.payload(
          tools(
              messages(Fields.model("AnthropicMessagesRequest").require("model", MODEL))
                  .require("max_tokens", MAX_TOKENS)
                  .allow("metadata", OBJECT.orNull())
                  .allow("stop_sequences", listOfAtMost(4, STRING).orNull())
                  .allow("stream", BOOLEAN.orNull())
                  .allow("temperature", NUMBER.orNull())
                  .allow("top_k", INTEGER.orNull())
                  .allow("top_p", NUMBER.orNull())
                  .allow("kv_transfer_params", OBJECT.orNull())
                  .allow("vllm_xargs", OBJECT.orNull())));

  private MessagesShapes() {}

  private static Fields messages(Fields fields) {
    return fields
        .require(
            "messages",
            listOf(
                Fields.model("AnthropicMessage")
                    .require("role", oneOf("user", "assistant", "system"))
                    .require("content", STRING.or(BLOCKS))))
        .allow("system", STRING.or(BLOCKS).orNull());
  }

  private static Fields tools(Fields fields) {
    return fields
        .allow(
            "output_config",
            Fields.model("AnthropicOutputConfig")
                .allow("effort", oneOf("low", "medium", "high", "xhigh", "max").orNull())
                .allow("format", OBJECT.orNull())
                .orNull())
        .allow(
            "thinking",
            Fields.model("AnthropicThinkingConfigEnabled")
                .require("type", oneOf("enabled"))
                .require("budget_tokens", integerFrom(1024))
                .or(
                    Fields.model("AnthropicThinkingConfigDisabled")
                        .require("type", oneOf("disabled", "adaptive")))
                .orNull())
        .allow(
            "tool_choice",
            Fields.model("AnthropicToolChoice")
                .require("type", oneOf("auto", "any", "tool", "none"))
                .allow("name", STRING.orNull())
                .allow("disable_parallel_tool_use", BOOLEAN.orNull())
                .orNull())
        .allow(
            "tools",
            listOf(
                    Fields.model("AnthropicTool")
                        .require("name", STRING)
                        .allow("description", STRING.orNull())
                        .require("input_schema", OBJECT))
                .orNull())
        .allow("chat_template_kwargs", OBJECT.orNull());
  }

  private interface Rule {
    boolean holds(JsonNode value);
  }

  /** A shape with a rule of its own, as pydantic reports one. */
  private static Shape valid(Shape shape, Rule rule, String message) {
    return Shapes.of(
        (value, location, violations) -> {
          Violations own = new Violations();
          shape.check(value, location, own);
          violations.addAll(own);
          if (own.isEmpty() && !rule.holds(value)) {
            violations.addValueError(location, message, value);
          }
        },
        shape::schema);
  }
}
