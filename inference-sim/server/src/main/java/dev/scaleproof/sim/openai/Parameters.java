package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import dev.scaleproof.sim.validation.Python;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for beside its prompt, read from a body whose shape has been checked.
 *
 * @param body the request itself, for what only its own surface reads
 * @param maxTokens null if the request leaves it open
 * @param maxTokensName what the request calls it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Parameters(
    JsonNode body,
    @Nullable String model,
    long n,
    @Nullable Long maxTokens,
    String maxTokensName,
    long minTokens,
    double temperature,
    double topP,
    long topK,
    double minP,
    double presencePenalty,
    double frequencyPenalty,
    double repetitionPenalty,
    @Nullable Long logprobs,
    @Nullable Long promptLogprobs,
    @Nullable Long seed,
    List<String> stops,
    boolean includeStop,
    int[] stopTokenIds,
    boolean ignoreEnd,
    boolean stream,
    boolean includeUsage,
    boolean continuousUsage,
    boolean echo,
    long priority,
    OutputOptions output,
    @Nullable Long truncatePromptTokens,
    @Nullable String requestId) {
  private static final long DEFAULT_MAX_TOKENS = 16;

  /** Those of a request that asks for nothing in particular. */
  static final Parameters NONE = ofChat(JsonNodeFactory.instance.objectNode());

  static Parameters ofChat(JsonNode body) {
    String limit =
        Fields.get(body, "max_completion_tokens").isNull() ? "max_tokens" : "max_completion_tokens";
    boolean shown = bool(body, "logprobs", false);
    Long prompts = whole(body, "prompt_logprobs");
    if (prompts == null && bool(body, "echo", false)) {
      prompts = whole(body, "top_logprobs");
    }
    return of(
        body, whole(body, limit), limit, shown ? whole(body, "top_logprobs", 0) : null, prompts);
  }

  static Parameters ofCompletion(JsonNode body) {
    Long limit = Long.valueOf(whole(body, "max_tokens", DEFAULT_MAX_TOKENS));
    boolean onlyEcho = limit == 0 && bool(body, "echo", false);
    Long shown = whole(body, "logprobs");
    Long prompts = whole(body, "prompt_logprobs");
    if (prompts == null && bool(body, "echo", false)) {
      prompts = shown;
    }
    // Like vLLM, which generates one token then and does not show it.
    return of(body, onlyEcho ? Long.valueOf(1) : limit, "max_tokens", shown, prompts);
  }

  private static Parameters of(
      JsonNode body,
      @Nullable Long maxTokens,
      String maxTokensName,
      @Nullable Long logprobs,
      @Nullable Long promptLogprobs) {
    JsonNode options = Fields.get(body, "stream_options");
    boolean includeUsage = bool(options, "include_usage", false);
    return new Parameters(
        body,
        text(body, "model"),
        whole(body, "n", 1),
        maxTokens,
        maxTokensName,
        whole(body, "min_tokens", 0),
        number(body, "temperature", 1),
        number(body, "top_p", 1),
        whole(body, "top_k", 0),
        number(body, "min_p", 0),
        number(body, "presence_penalty", 0),
        number(body, "frequency_penalty", 0),
        number(body, "repetition_penalty", 1),
        logprobs,
        promptLogprobs,
        whole(body, "seed"),
        stops(Fields.get(body, "stop")),
        bool(body, "include_stop_str_in_output", false),
        tokens(Fields.get(body, "stop_token_ids")),
        bool(body, "ignore_eos", false),
        bool(body, "stream", false),
        includeUsage,
        includeUsage && bool(options, "continuous_usage_stats", false),
        bool(body, "echo", false),
        whole(body, "priority", 0),
        new OutputOptions(
            logprobs != null,
            logprobs == null ? 0 : Math.clamp(logprobs, 0, Integer.MAX_VALUE),
            promptLogprobs == null ? -1 : Math.clamp(promptLogprobs, 0, Integer.MAX_VALUE),
            bool(body, "return_token_ids", false),
            bool(body, "return_tokens_as_token_ids", false),
            bool(body, "return_prompt_text", false)),
        whole(body, "truncate_prompt_tokens"),
        text(body, "request_id"));
  }

  /** Whether the prompt is all that is wanted: {@code echo} with no tokens to generate. */
  boolean onlyEcho() {
    JsonNode limit = Fields.get(body, "max_tokens");
    return echo && !limit.isNull() && Lax.longOf(limit) == 0 && !body.has("messages");
  }

  /** A whole number of the request as Python shows it, however large. */
  String shown(String name) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? "None" : Lax.wholeOf(value).toString();
  }

  /** A value of the request as Python shows it. */
  String repr(String name) {
    return Python.repr(Fields.get(body, name));
  }

  private static List<String> stops(JsonNode stop) {
    if (stop.isTextual()) {
      return List.of(stop.asText());
    }
    List<String> all = new ArrayList<>();
    stop.forEach(one -> all.add(one.asText()));
    return List.copyOf(all);
  }

  static int[] tokens(JsonNode list) {
    return IntStream.range(0, list.size())
        .mapToLong(i -> Lax.longOf(list.get(i)))
        .mapToInt(id -> Math.clamp(id, Integer.MIN_VALUE, Integer.MAX_VALUE))
        .toArray();
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? null : value.asText();
  }

  private static @Nullable Long whole(JsonNode body, String name) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? null : Long.valueOf(Lax.longOf(value));
  }

  private static long whole(JsonNode body, String name, long otherwise) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? otherwise : Lax.longOf(value);
  }

  private static double number(JsonNode body, String name, double otherwise) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? otherwise : Lax.doubleOf(value);
  }

  static boolean bool(JsonNode body, String name, boolean otherwise) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? otherwise : Lax.booleanOf(value);
  }
}
