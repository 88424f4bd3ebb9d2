package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.ANY;
import static dev.scaleproof.sim.validation.Shapes.BOOLEAN;
import static dev.scaleproof.sim.validation.Shapes.INT64;
import static dev.scaleproof.sim.validation.Shapes.INTEGER;
import static dev.scaleproof.sim.validation.Shapes.NUMBER;
import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.mapOf;
import static dev.scaleproof.sim.validation.Shapes.numberBetween;
import static dev.scaleproof.sim.validation.Shapes.oneOf;

import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Shape;

/** The shape of requests to {@code /v1/responses}, with the kinds of input that are text. */
final class ResponsesShapes {
  private static final Shape INPUT_ITEM =
      Fields.dictionary("EasyInputMessageParam")
          .require("content", STRING.or(listOf(OBJECT)))
          .require("role", oneOf("user", "assistant", "system", "developer"))
          .allow("type", oneOf("message"))
          .or(
              Fields.dictionary("ResponseFunctionToolCallParam")
                  .require("arguments", STRING)
                  .require("call_id", STRING)
                  .require("name", STRING)
                  .require("type", oneOf("function_call")))
          .or(
              Fields.dictionary("FunctionCallOutput")
                  .require("call_id", STRING)
                  .require("output", STRING.or(listOf(OBJECT)))
                  .require("type", oneOf("function_call_output")))
          .or(
              Fields.dictionary("ResponseReasoningItemParam")
                  .require("type", oneOf("reasoning"))
                  .allow("content", ANY));

  private static final Shape TEXT =
      Fields.model("ResponseTextConfig")
          .allow(
              "format",
              Fields.model("ResponseFormatText")
                  .require("type", oneOf("text", "json_object"))
                  .or(
                      Fields.model("ResponseFormatTextJSONSchemaConfig")
                          .require("name", STRING)
                          .require("schema", OBJECT)
                          .require("type", oneOf("json_schema")))
                  .orNull())
          .allow("verbosity", oneOf("low", "medium", "high").orNull())
          .orNull();

  static final Fields RESPONSES =
      RequestShapes.payload(
          Fields.model("ResponsesRequest")
              .allow("background", BOOLEAN.orNull())
              .allow("include", listOf(STRING).orNull())
              .require("input", STRING.or(listOf(INPUT_ITEM)))
              .allow("instructions", STRING.orNull())
              .allow("max_output_tokens", INTEGER.orNull())
              .allow("max_tool_calls", INTEGER.orNull())
              .allow("metadata", mapOf(STRING).orNull())
              .allow("model", STRING.orNull())
              .allow("logit_bias", mapOf(NUMBER).orNull())
              .allow("parallel_tool_calls", BOOLEAN.orNull())
              .allow("previous_response_id", STRING.orNull())
              .allow("reasoning", OBJECT.orNull())
              .allow("include_reasoning", BOOLEAN)
              .allow("service_tier", oneOf("auto", "default", "flex", "scale", "priority"))
              .allow("store", BOOLEAN.orNull())
              .allow("stream", BOOLEAN.orNull())
              .allow("temperature", NUMBER.orNull())
              .allow("text", TEXT)
              .allow("tool_choice", oneOf("none", "auto", "required").or(OBJECT))
              .allow("tools", listOf(OBJECT))
              .allow("top_logprobs", INTEGER.orNull())
              .allow("top_p", NUMBER.orNull())
              .allow("top_k", INTEGER.orNull())
              .allow("min_p", NUMBER.orNull())
              .allow("truncation", oneOf("auto", "disabled").orNull())
              .allow("user", STRING.orNull())
              .allow("skip_special_tokens", BOOLEAN)
              .allow("include_stop_str_in_output", BOOLEAN)
              .allow("presence_penalty", numberBetween(-2, 2).orNull())
              .allow("frequency_penalty", numberBetween(-2, 2).orNull())
              .allow("prompt_cache_key", STRING.orNull())
              .allow("request_id", STRING)
              .allow("priority", INT64)
              .allow("structured_outputs", RequestShapes.STRUCTURED_OUTPUTS)
              .allow("repetition_penalty", NUMBER.orNull())
              .allow("seed", INT64.orNull())
              .allow("stop", RequestShapes.STOP)
              .allow("stop_token_ids", listOf(INTEGER).orNull())
              .allow("ignore_eos", BOOLEAN)
              .allow("chat_template_kwargs", OBJECT.orNull()));

  private ResponsesShapes() {}
}
