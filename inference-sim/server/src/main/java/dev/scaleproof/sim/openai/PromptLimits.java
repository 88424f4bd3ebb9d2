package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.Vocabulary;
import java.util.Arrays;

/** What the context length allows, and vLLM's words where it does not. */
record PromptLimits(int maxModelLen) {
  void checkMaxTokens(Parameters parameters) throws ApiError.Thrown {
    Long asked = parameters.maxTokens();
    if (asked != null && asked > maxModelLen) {
      String name = parameters.maxTokensName();
      String shown = parameters.shown(name);
      throw ApiError.badValue(
              name,
              shown,
              "%s=%s cannot be greater than max_model_len=%d. Please request fewer output tokens."
                  .formatted(name, shown, maxModelLen))
          .thrown();
    }
    Long truncate = parameters.truncatePromptTokens();
    if (truncate != null && truncate > maxModelLen) {
      throw ApiError.badValue(
              "truncate_prompt_tokens",
              truncate.toString(),
              "truncate_prompt_tokens=%d cannot be greater than max_model_len=%d. Please request a smaller truncation size."
                  .formatted(truncate, maxModelLen))
          .thrown();
    }
  }

  /** A text so long that no tokens can be short enough is refused before it is tokenized. */
  void checkText(long characters) throws ApiError.Thrown {
    long most = (long) maxModelLen * Vocabulary.LONGEST_TOKEN;
    if (characters > most) {
      throw ApiError.badValue(
              "input_text",
              Long.toString(characters),
              "This model's maximum context length is %d tokens. However, your prompt contains %d characters (more than %d characters, which is the upper bound for %d input tokens). Please reduce the length of the input prompt."
                  .formatted(maxModelLen, characters, most, maxModelLen))
          .thrown();
    }
  }

  /**
   * How much of a prompt is worth reading: all that is kept, or enough to see that it is too long.
   */
  int tokensToRead(Parameters parameters) {
    return parameters.truncatePromptTokens() == null ? maxModelLen + 1 : Integer.MAX_VALUE;
  }

  /** The prompt, cut to its end where the request asks for that. */
  int[] fit(Vocabulary.Encoded prompt, Parameters parameters) throws ApiError.Thrown {
    int[] tokens = prompt.tokens();
    Long truncate = parameters.truncatePromptTokens();
    if (truncate != null) {
      if (truncate == 0) {
        throw ApiError.bad("The decoder prompt cannot be empty").thrown();
      }
      int keep = truncate < 0 ? maxModelLen : truncate.intValue();
      return Arrays.copyOfRange(tokens, Math.max(0, tokens.length - keep), tokens.length);
    }
    if (prompt.truncated() || tokens.length > maxModelLen) {
      int least = maxModelLen + 1;
      throw ApiError.badValue(
              "input_tokens",
              Integer.toString(least),
              "This model's maximum context length is %d tokens. However, your prompt contains at least %d input tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input prompt."
                  .formatted(maxModelLen, least))
          .thrown();
    }
    return tokens;
  }
}
