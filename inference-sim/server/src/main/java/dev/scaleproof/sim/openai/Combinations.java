package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;

/** Parameters that go only with others. */
final class Combinations {
  private Combinations() {}

  static void checkChat(JsonNode request, Parameters parameters) throws ApiError.Thrown {
    checkStreamOptions(request, parameters);
    JsonNode top = Fields.get(request, "top_logprobs");
    JsonNode logprobs = Fields.get(request, "logprobs");
    boolean asked = !logprobs.isNull() && Lax.booleanOf(logprobs);
    if (!top.isNull() && Lax.longOf(top) != 0 && !asked) {
      throw ApiError.badParameter(
              "top_logprobs", "when using `top_logprobs`, `logprobs` must be set to true.")
          .thrown();
    }
  }

  static void checkCompletion(JsonNode request, Parameters parameters) throws ApiError.Thrown {
    checkStreamOptions(request, parameters);
    JsonNode prompt = Fields.get(request, "prompt");
    boolean empty = prompt.isTextual() ? prompt.asText().isEmpty() : prompt.isEmpty();
    if (empty) {
      throw noPrompt().thrown();
    }
  }

  /** Tool parsing is off, as it is in vLLM unless a parser is named. */
  static void checkTools(JsonNode request) throws ApiError.Thrown {
    JsonNode tools = Fields.get(request, "tools");
    JsonNode choice = Fields.get(request, "tool_choice");
    if (tools.isEmpty() || choice.asText().equals("none")) {
      return;
    }
    if (choice.isNull() || choice.asText().equals("auto")) {
      throw ApiError.bad(
              "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be"
                  + " set")
          .thrown();
    }
    String shown = choice.isTextual() ? choice.asText() : "named";
    throw ApiError.bad("tool_choice=\"" + shown + "\" requires --tool-call-parser to be set")
        .thrown();
  }

  static ApiError noPrompt() {
    return ApiError.badParameter(
        "prompt", "Either prompt or prompt_embeds must be provided and non-empty.");
  }

  private static void checkStreamOptions(JsonNode request, Parameters parameters)
      throws ApiError.Thrown {
    if (!Fields.get(request, "stream_options").isNull() && !parameters.stream()) {
      throw ApiError.badParameter(
              "stream_options", "Stream options can only be defined when `stream=True`.")
          .thrown();
    }
  }
}
