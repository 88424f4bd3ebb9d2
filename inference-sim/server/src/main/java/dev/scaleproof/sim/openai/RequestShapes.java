package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.ANY;
import static dev.scaleproof.sim.validation.Shapes.BOOLEAN;
import static dev.scaleproof.sim.validation.Shapes.INTEGER;
import static dev.scaleproof.sim.validation.Shapes.NUMBER;
import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.integerFrom;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.listOfAtMost;
import static dev.scaleproof.sim.validation.Shapes.oneOf;

import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Shape;
import java.util.List;

/**
 * The shapes of requests: every field of vLLM 0.32's OpenAPI document with its type, in its order,
 * which is the order in which violations are reported.
 */
final class RequestShapes {
  private static final Shape STREAM_OPTIONS =
      Fields.model()
          .allow("include_usage", BOOLEAN.orNull())
          .allow("continuous_usage_stats", BOOLEAN.orNull());

  static final Fields CHAT = chat();
  static final Fields COMPLETION = completion();

  private RequestShapes() {}

  private static Fields chat() {
    Fields fields =
        Fields.model()
            .require("messages", listOf(MessageShape.ANY_MESSAGE))
            .allow("model", STRING.orNull())
            .allow("frequency_penalty", NUMBER.orNull())
            .allow("logit_bias", OBJECT.orNull())
            .allow("logprobs", BOOLEAN.orNull())
            .allow("top_logprobs", INTEGER.orNull())
            .allow("max_tokens", INTEGER.orNull())
            .allow("max_completion_tokens", INTEGER.orNull())
            .allow("n", INTEGER.orNull())
            .allow("presence_penalty", NUMBER.orNull())
            .allow("response_format", OBJECT.orNull())
            .allow("seed", INTEGER.orNull())
            .allow("stop", STRING.or(listOfAtMost(4, STRING)).orNull())
            .allow("stream", BOOLEAN.orNull())
            .allow("stream_options", STREAM_OPTIONS.orNull())
            .allow("temperature", NUMBER.orNull())
            .allow("top_p", NUMBER.orNull())
            .allow("tools", listOf(OBJECT).orNull())
            .allow("tool_choice", ANY)
            .allow(
                "reasoning_effort",
                oneOf(List.of("none", "minimal", "low", "medium", "high", "xhigh", "max")).orNull())
            .allow("include_reasoning", BOOLEAN)
            .allow("parallel_tool_calls", BOOLEAN.orNull())
            .allow("user", STRING.orNull());
    sampling(fields);
    return fields
        .allow("echo", BOOLEAN)
        .allow("add_generation_prompt", BOOLEAN)
        .allow("continue_final_message", BOOLEAN)
        .allow("add_special_tokens", BOOLEAN)
        .allow("documents", listOf(OBJECT).orNull())
        .allow("chat_template", STRING.orNull())
        .allow("chat_template_kwargs", OBJECT.orNull())
        .allow("media_io_kwargs", OBJECT.orNull())
        .allow("mm_processor_kwargs", OBJECT.orNull())
        .allow("return_prompt_text", BOOLEAN.orNull());
  }

  private static Fields completion() {
    Shape token = integerFrom(0);
    Fields fields =
        Fields.model()
            .allow("model", STRING.orNull())
            .allow(
                "prompt",
                listOf(token).or(listOf(listOf(token))).or(STRING).or(listOf(STRING)).orNull())
            .allow("echo", BOOLEAN.orNull())
            .allow("frequency_penalty", NUMBER.orNull())
            .allow("logit_bias", OBJECT.orNull())
            .allow("logprobs", INTEGER.orNull())
            .allow("max_tokens", INTEGER.orNull())
            .allow("n", INTEGER)
            .allow("presence_penalty", NUMBER.orNull())
            .allow("seed", INTEGER.orNull())
            .allow("stop", STRING.or(listOfAtMost(4, STRING)).orNull())
            .allow("stream", BOOLEAN.orNull())
            .allow("stream_options", STREAM_OPTIONS.orNull())
            .allow("suffix", STRING.orNull())
            .allow("temperature", NUMBER.orNull())
            .allow("top_p", NUMBER.orNull())
            .allow("user", STRING.orNull());
    sampling(fields);
    return fields
        .allow("prompt_embeds", STRING.or(listOf(STRING)).orNull())
        .allow("add_special_tokens", BOOLEAN)
        .allow("response_format", OBJECT.orNull());
  }

  /** What both have beyond OpenAI's parameters. */
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
        .allow("truncate_prompt_tokens", integerFrom(-1).orNull())
        .allow("truncation_side", oneOf(List.of("left", "right")).orNull())
        .allow("prompt_logprobs", INTEGER.orNull())
        .allow("logprob_token_ids", listOf(INTEGER).orNull())
        .allow("allowed_token_ids", listOf(INTEGER).orNull())
        .allow("bad_words", listOf(STRING))
        .allow("structured_outputs", OBJECT.orNull())
        .allow("priority", INTEGER)
        .allow("request_id", STRING)
        .allow("session_id", STRING.orNull())
        .allow("return_tokens_as_token_ids", BOOLEAN.orNull())
        .allow("return_token_ids", BOOLEAN.orNull())
        .allow("routed_experts_prompt_start", integerFrom(0))
        .allow("return_token_offsets", BOOLEAN.orNull())
        .allow("mm_payload", oneOf(List.of("tensors", "none")))
        .allow("return_mm_kwargs", BOOLEAN.orNull())
        .allow("cache_salt", STRING.orNull())
        .allow("kv_transfer_params", OBJECT.orNull())
        .allow("ec_transfer_params", OBJECT.orNull())
        .allow("vllm_xargs", OBJECT.orNull())
        .allow("repetition_detection", OBJECT.orNull())
        .allow("thinking_token_budget", INTEGER.orNull())
        .allow("stream_interval", integerFrom(1).orNull());
  }
}
