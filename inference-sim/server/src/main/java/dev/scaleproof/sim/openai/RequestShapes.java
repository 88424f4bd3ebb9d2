package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.ANY;
import static dev.scaleproof.sim.validation.Shapes.BOOLEAN;
import static dev.scaleproof.sim.validation.Shapes.INT64;
import static dev.scaleproof.sim.validation.Shapes.INTEGER;
import static dev.scaleproof.sim.validation.Shapes.NUMBER;
import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.int64From;
import static dev.scaleproof.sim.validation.Shapes.integerFrom;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.listOfAtMost;
import static dev.scaleproof.sim.validation.Shapes.mapOf;
import static dev.scaleproof.sim.validation.Shapes.oneOf;
import static dev.scaleproof.sim.validation.Shapes.text;

import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Shape;

/**
 * The shapes of requests: every field of vLLM 0.32's OpenAPI document with its type, in its order,
 * which is the order in which violations are reported.
 */
final class RequestShapes {
  static final Shape STOP = STRING.or(listOfAtMost(4, STRING)).orNull();

  static final Shape RESPONSE_FORMAT =
      Fields.model("ResponseFormat")
          .require("type", oneOf("text", "json_object", "json_schema"))
          .allow(
              "json_schema",
              Fields.model("JsonSchemaResponseFormat")
                  .require("name", STRING)
                  .allow("description", STRING.orNull())
                  .allow("schema", OBJECT.orNull())
                  .allow("strict", BOOLEAN.orNull())
                  .orNull())
          .or(
              Fields.model("StructuralTagResponseFormat")
                  .require("type", oneOf("structural_tag"))
                  .require("format", ANY))
          .or(
              Fields.model("LegacyStructuralTagResponseFormat")
                  .require("type", oneOf("structural_tag"))
                  .require("structures", listOf(OBJECT))
                  .require("triggers", listOf(STRING)))
          .orNull();

  static final Shape STRUCTURED_OUTPUTS =
      Fields.model("StructuredOutputsParams")
          .allow("json", STRING.or(OBJECT).orNull())
          .allow("regex", STRING.orNull())
          .allow("choice", listOf(STRING).orNull())
          .allow("grammar", STRING.orNull())
          .allow("json_object", BOOLEAN.orNull())
          .allow("disable_any_whitespace", BOOLEAN)
          .allow("disable_additional_properties", BOOLEAN)
          .allow("whitespace_pattern", STRING.orNull())
          .allow("structural_tag", STRING.orNull())
          .orNull();

  static final Shape TOOLS =
      listOf(
              Fields.model("ChatCompletionToolsParam")
                  .allow("type", oneOf("function"))
                  .require(
                      "function",
                      Fields.model("FunctionDefinition")
                          .require("name", STRING)
                          .allow("description", STRING.orNull())
                          .allow("parameters", OBJECT.orNull())
                          .allow("strict", BOOLEAN.orNull())
                          .allow("defer_loading", BOOLEAN.orNull()))
                  .allow("defer_loading", BOOLEAN.orNull()))
          .orNull();

  private static final Shape TOOL_CHOICE =
      oneOf("none")
          .or(oneOf("auto"))
          .or(oneOf("required"))
          .or(
              Fields.model("ChatCompletionNamedToolChoiceParam")
                  .require(
                      "function",
                      Fields.model("ChatCompletionNamedFunction").require("name", STRING))
                  .allow("type", oneOf("function")))
          .orNull();

  private static final Shape STREAM_OPTIONS =
      Fields.model("StreamOptions")
          .allow("include_usage", BOOLEAN.orNull())
          .allow("continuous_usage_stats", BOOLEAN.orNull());

  private static final Shape XARGS =
      mapOf(STRING.or(INTEGER).or(NUMBER).or(listOf(STRING.or(INTEGER).or(NUMBER)))).orNull();

  static final Fields CHAT = chat();
  static final Fields COMPLETION = completion();

  static final Fields TOKENIZE_TEXT =
      Fields.model("TokenizeCompletionRequest")
          .allow("model", STRING.orNull())
          .require("prompt", STRING)
          .allow("add_special_tokens", BOOLEAN)
          .allow("return_token_strs", BOOLEAN.orNull());

  static final Fields TOKENIZE_CHAT =
      Fields.model("TokenizeChatRequest")
          .allow("model", STRING.orNull())
          .require("messages", listOf(MessageShape.ANY_MESSAGE))
          .allow("add_generation_prompt", BOOLEAN)
          .allow("return_token_strs", BOOLEAN.orNull())
          .allow("continue_final_message", BOOLEAN)
          .allow("add_special_tokens", BOOLEAN)
          .allow("chat_template", STRING.orNull())
          .allow("chat_template_kwargs", OBJECT.orNull())
          .allow("media_io_kwargs", mapOf(OBJECT).orNull())
          .allow("mm_processor_kwargs", OBJECT.orNull())
          .allow("tools", TOOLS);

  static final Shape TOKENIZE = TOKENIZE_TEXT.or(TOKENIZE_CHAT);

  static final Fields DETOKENIZE =
      Fields.model("DetokenizeRequest")
          .allow("model", STRING.orNull())
          .require("tokens", listOf(int64From(0)));

  private RequestShapes() {}

  private static Fields chat() {
    Fields fields =
        Fields.model("ChatCompletionRequest")
            .require("messages", listOf(MessageShape.ANY_MESSAGE))
            .allow("model", STRING.orNull())
            .allow("frequency_penalty", NUMBER.orNull())
            .allow("logit_bias", mapOf(NUMBER).orNull())
            .allow("logprobs", BOOLEAN.orNull())
            .allow("top_logprobs", INTEGER.orNull())
            .allow("max_tokens", INTEGER.orNull())
            .allow("max_completion_tokens", INTEGER.orNull())
            .allow("n", INTEGER.orNull())
            .allow("presence_penalty", NUMBER.orNull())
            .allow("response_format", RESPONSE_FORMAT)
            .allow("seed", INT64.orNull())
            .allow("stop", STOP)
            .allow("stream", BOOLEAN.orNull())
            .allow("stream_options", STREAM_OPTIONS.orNull())
            .allow("temperature", NUMBER.orNull())
            .allow("top_p", NUMBER.orNull())
            .allow("tools", TOOLS)
            .allow("tool_choice", TOOL_CHOICE)
            .allow(
                "reasoning_effort",
                oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max").orNull())
            .allow("thinking_token_budget", INTEGER.orNull())
            .allow("include_reasoning", BOOLEAN)
            .allow("parallel_tool_calls", BOOLEAN.orNull())
            .allow("user", STRING.orNull());
    sampling(fields);
    fields
        .allow("echo", BOOLEAN)
        .allow("add_generation_prompt", BOOLEAN)
        .allow("continue_final_message", BOOLEAN)
        .allow("add_special_tokens", BOOLEAN)
        .allow("documents", listOf(mapOf(STRING)).orNull())
        .allow("chat_template", STRING.orNull())
        .allow("chat_template_kwargs", OBJECT.orNull())
        .allow("media_io_kwargs", mapOf(OBJECT).orNull())
        .allow("mm_processor_kwargs", OBJECT.orNull());
    serving(fields);
    return fields.allow("return_prompt_text", BOOLEAN.orNull());
  }

  private static Fields completion() {
    Shape token = integerFrom(0);
    Fields fields =
        Fields.model("CompletionRequest")
            .allow("model", STRING.orNull())
            .allow(
                "prompt",
                listOf(token).or(listOf(listOf(token))).or(STRING).or(listOf(STRING)).orNull())
            .allow("echo", BOOLEAN.orNull())
            .allow("frequency_penalty", NUMBER.orNull())
            .allow("logit_bias", mapOf(NUMBER).orNull())
            .allow("logprobs", INTEGER.orNull())
            .allow("max_tokens", INTEGER.orNull())
            .allow("n", INTEGER)
            .allow("presence_penalty", NUMBER.orNull())
            .allow("seed", INT64.orNull())
            .allow("stop", STOP)
            .allow("stream", BOOLEAN.orNull())
            .allow("stream_options", STREAM_OPTIONS.orNull())
            .allow("suffix", STRING.orNull())
            .allow("temperature", NUMBER.orNull())
            .allow("top_p", NUMBER.orNull())
            .allow("user", STRING.orNull());
    sampling(fields);
    fields
        .allow("prompt_embeds", STRING.or(listOf(STRING)).orNull())
        .allow("add_special_tokens", BOOLEAN)
        .allow("response_format", RESPONSE_FORMAT);
    serving(fields);
    return fields.allow("thinking_token_budget", INTEGER.orNull());
  }

  /** What both have beyond OpenAI's parameters: how tokens are drawn. */
  private static void sampling(Fields fields) {
    fields
        .allow("use_beam_search", BOOLEAN)
        .allow("top_k", INTEGER.orNull())
        .allow("min_p", NUMBER.orNull())
        .allow("repetition_penalty", NUMBER.orNull())
        .allow("watermarking", BOOLEAN.orNull())
        .allow("length_penalty", NUMBER)
        .allow("stop_token_ids", listOf(INTEGER).orNull())
        .allow("include_stop_str_in_output", BOOLEAN)
        .allow("ignore_eos", BOOLEAN)
        .allow("min_tokens", INTEGER)
        .allow("skip_special_tokens", BOOLEAN)
        .allow("spaces_between_special_tokens", BOOLEAN)
        .allow("truncate_prompt_tokens", int64From(-1).orNull())
        .allow("truncation_side", oneOf("left", "right").orNull())
        .allow("prompt_logprobs", INTEGER.orNull())
        .allow("logprob_token_ids", listOf(INTEGER).orNull())
        .allow("allowed_token_ids", listOf(INTEGER).orNull())
        .allow("bad_words", listOf(STRING));
  }

  /** What both have beyond OpenAI's parameters: how the request is served. */
  private static void serving(Fields fields) {
    fields
        .allow("structured_outputs", STRUCTURED_OUTPUTS)
        .allow("priority", INT64)
        .allow("request_id", STRING)
        .allow("session_id", STRING.orNull())
        .allow("return_tokens_as_token_ids", BOOLEAN.orNull())
        .allow("return_token_ids", BOOLEAN.orNull())
        .allow("routed_experts_prompt_start", integerFrom(0))
        .allow("return_token_offsets", BOOLEAN.orNull());
    payload(fields);
    fields
        .allow("kv_transfer_params", OBJECT.orNull())
        .allow("ec_transfer_params", OBJECT.orNull())
        .allow("vllm_xargs", XARGS)
        .allow(
            "repetition_detection",
            Fields.model("RepetitionDetectionParams")
                .allow("max_pattern_size", INTEGER)
                .allow("min_pattern_size", INTEGER)
                .allow("min_count", INTEGER)
                .orNull())
        .allow("stream_interval", integerFrom(1).orNull());
  }

  /** What every request has that may carry pictures. */
  static Fields payload(Fields fields) {
    return fields
        .allow("mm_payload", oneOf("tensors", "none"))
        .allow("return_mm_kwargs", BOOLEAN.orNull())
        .allow("cache_salt", text(1, 1024).orNull());
  }
}
