package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for beside its prompt, read from a body whose shape has been checked.
 *
 * @param maxTokens null if the request leaves it open
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Parameters(
    @Nullable String model,
    long n,
    @Nullable Long maxTokens,
    long minTokens,
    double temperature,
    double topP,
    long topK,
    double minP,
    double presencePenalty,
    double frequencyPenalty,
    double repetitionPenalty,
    @Nullable Long logprobs,
    @Nullable Long seed,
    List<String> stops,
    boolean includeStop,
    int[] stopTokenIds,
    boolean ignoreEnd,
    boolean stream,
    boolean includeUsage,
    boolean continuousUsage,
    boolean echo,
    boolean returnTokenIds,
    @Nullable Long truncatePromptTokens,
    @Nullable String requestId) {

  static Parameters ofChat(JsonNode body) {
    JsonNode limit = Fields.get(body, "max_completion_tokens");
    boolean withLogprobs = bool(body, "logprobs", false);
    return of(
        body,
        limit.isNull() ? whole(body, "max_tokens") : Long.valueOf(Lax.longOf(limit)),
        withLogprobs ? whole(body, "top_logprobs") : null);
  }

  static Parameters ofCompletion(JsonNode body) {
    Long limit = body.has("max_tokens") ? whole(body, "max_tokens") : Long.valueOf(16);
    return of(body, limit, whole(body, "logprobs"));
  }

  private static Parameters of(JsonNode body, @Nullable Long maxTokens, @Nullable Long logprobs) {
    JsonNode options = Fields.get(body, "stream_options");
    boolean includeUsage = bool(options, "include_usage", false);
    return new Parameters(
        text(body, "model"),
        whole(body, "n", 1),
        maxTokens,
        whole(body, "min_tokens", 0),
        number(body, "temperature", 1),
        number(body, "top_p", 1),
        whole(body, "top_k", 0),
        number(body, "min_p", 0),
        number(body, "presence_penalty", 0),
        number(body, "frequency_penalty", 0),
        number(body, "repetition_penalty", 1),
        logprobs,
        whole(body, "seed"),
        stops(Fields.get(body, "stop")),
        bool(body, "include_stop_str_in_output", false),
        tokens(Fields.get(body, "stop_token_ids")),
        bool(body, "ignore_eos", false),
        bool(body, "stream", false),
        includeUsage,
        includeUsage && bool(options, "continuous_usage_stats", false),
        bool(body, "echo", false),
        bool(body, "return_token_ids", false),
        whole(body, "truncate_prompt_tokens"),
        text(body, "request_id"));
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
        .mapToInt(id -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, id)))
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

  private static boolean bool(JsonNode body, String name, boolean otherwise) {
    JsonNode value = Fields.get(body, name);
    return value.isNull() ? otherwise : Lax.booleanOf(value);
  }
}
