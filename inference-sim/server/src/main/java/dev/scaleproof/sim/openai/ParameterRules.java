package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.openai.ApiError.bad;
import static dev.scaleproof.sim.openai.ApiError.badValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import dev.scaleproof.sim.validation.Python;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of sampling parameters, in the order in which vLLM checks them: the first counts. From
 * {@code SamplingParams._verify_args} and {@code verify} (vllm/sampling_params.py).
 */
final class ParameterRules {
  private record Rule(Predicate<Parameters> broken, Function<Parameters, ApiError> error) {}

  private static final int MOST_ANSWERS = 16_384;
  private static final int MOST_LOGPROBS = 20;
  private static final int MOST_SCORED_TOKENS = 128;
  private static final BigInteger VOCABULARY = BigInteger.valueOf(Vocabulary.SIZE);

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              p -> !badKeys(p).isEmpty(),
              p ->
                  badValue(
                      "logit_bias",
                      badKeys(p).toString(),
                      "logit_bias contains key(s) that cannot be converted to integer token IDs: "
                          + badKeys(p))),
          new Rule(p -> p.n() < 1, p -> bad("n must be at least 1, got " + p.shown("n") + ".")),
          new Rule(
              p -> p.n() > MOST_ANSWERS,
              p -> bad("n must be at most " + MOST_ANSWERS + ", got " + p.shown("n") + ".")),
          range("presence_penalty", Parameters::presencePenalty, v -> v >= -2 && v <= 2, "[-2, 2]"),
          range(
              "frequency_penalty", Parameters::frequencyPenalty, v -> v >= -2 && v <= 2, "[-2, 2]"),
          new Rule(
              p -> !Double.isFinite(p.repetitionPenalty()),
              p ->
                  bad(
                      "repetition_penalty must be a finite number, got %s."
                          .formatted(Python.repr(p.repetitionPenalty())))),
          new Rule(
              p -> p.repetitionPenalty() <= 0,
              p ->
                  bad(
                      "repetition_penalty must be greater than zero, got %s."
                          .formatted(Python.repr(p.repetitionPenalty())))),
          named(
              "temperature",
              Parameters::temperature,
              Double::isFinite,
              "temperature must be a finite number, got %s."),
          named(
              "temperature",
              Parameters::temperature,
              v -> v >= 0,
              "temperature must be non-negative, got %s."),
          named(
              "temperature",
              Parameters::temperature,
              v -> v <= 2,
              "temperature must be in [0, 2], got %s."),
          named(
              "top_p", Parameters::topP, v -> v > 0 && v <= 1, "top_p must be in (0, 1], got %s."),
          new Rule(
              p -> p.topK() < -1,
              p -> bad("top_k must be 0 (disable), or at least 1, got " + p.shown("top_k") + ".")),
          range("min_p", Parameters::minP, v -> v >= 0 && v <= 1, "[0, 1]"),
          new Rule(
              p -> p.maxTokens() != null && p.maxTokens() < 1,
              p ->
                  badValue(
                      "max_tokens",
                      p.shown(p.maxTokensName()),
                      "max_tokens must be at least 1, got " + p.shown(p.maxTokensName()) + ".")),
          new Rule(
              p -> p.minTokens() < 0,
              p ->
                  bad(
                      "min_tokens must be greater than or equal to 0, got "
                          + p.shown("min_tokens")
                          + ".")),
          notNegative("logprobs", Parameters::logprobs),
          notNegative("prompt_logprobs", Parameters::promptLogprobs),
          new Rule(p -> p.stops().contains(""), p -> bad("stop cannot contain an empty string.")),
          new Rule(
              p -> elements(p, "bad_words").anyMatch(word -> word.asText().isEmpty()),
              p ->
                  bad(
                      "bad_words cannot contain an empty string. Got bad_words="
                          + p.repr("bad_words"))),
          new Rule(
              p -> p.temperature() < 1e-5 && p.n() > 1,
              p -> bad("n must be 1 when using greedy sampling, got " + p.n() + ".")),
          most("logprobs", "sample", Parameters::logprobs),
          new Rule(
              p -> elements(p, "logprob_token_ids").count() > MOST_SCORED_TOKENS,
              p ->
                  badValue(
                      "logprob_token_ids",
                      Long.toString(elements(p, "logprob_token_ids").count()),
                      "Requested logprob_token_ids of length %d, which is greater than max allowed: %d"
                          .formatted(
                              elements(p, "logprob_token_ids").count(), MOST_SCORED_TOKENS))),
          inVocabulary("logprob_token_ids"),
          most("prompt_logprobs", "prompt", Parameters::promptLogprobs),
          inVocabulary("logit_bias"),
          inVocabulary("stop_token_ids"),
          new Rule(
              p ->
                  Fields.get(p.body(), "allowed_token_ids").isArray()
                      && Fields.get(p.body(), "allowed_token_ids").isEmpty(),
              p -> badValue("allowed_token_ids", "[]", "allowed_token_ids is not None and empty!")),
          new Rule(
              p -> !beyondVocabulary(p, "allowed_token_ids").isEmpty(),
              p ->
                  badValue(
                      "allowed_token_ids",
                      beyondVocabulary(p, "allowed_token_ids").toString(),
                      "allowed_token_ids contains out-of-vocab token id!")));

  private ParameterRules() {}

  /** Checks everything but what depends on how long the prompt is. */
  static void check(Parameters parameters) throws ApiError.Thrown {
    for (Rule rule : RULES) {
      if (rule.broken.test(parameters)) {
        throw rule.error.apply(parameters).thrown();
      }
    }
  }

  /** Checks a minimum of tokens against the maximum that the context leaves room for. */
  static void checkMinimum(Parameters parameters, int maxTokens) throws ApiError.Thrown {
    if (parameters.minTokens() > maxTokens) {
      throw bad("min_tokens must be less than or equal to max_tokens=%d, got %s."
              .formatted(maxTokens, parameters.shown("min_tokens")))
          .thrown();
    }
  }

  private static Rule range(
      String name, ToDoubleFunction<Parameters> value, Predicate<Double> within, String range) {
    return new Rule(
        p -> !within.test(value.applyAsDouble(p)),
        p ->
            bad(
                "%s must be in %s, got %s."
                    .formatted(name, range, Python.repr(value.applyAsDouble(p)))));
  }

  private static Rule named(
      String name, ToDoubleFunction<Parameters> value, Predicate<Double> good, String message) {
    return new Rule(
        p -> !good.test(value.applyAsDouble(p)),
        p -> {
          String shown = Python.repr(value.applyAsDouble(p));
          return badValue(name, shown, message.formatted(shown));
        });
  }

  private static Rule notNegative(String name, Function<Parameters, @Nullable Long> value) {
    return new Rule(
        p -> value.apply(p) != null && value.apply(p) < -1,
        p ->
            badValue(
                name,
                String.valueOf(value.apply(p)),
                "%s must be non-negative or -1, got %d.".formatted(name, value.apply(p))));
  }

  private static Rule most(String name, String kind, Function<Parameters, @Nullable Long> value) {
    return new Rule(
        p -> value.apply(p) != null && count(value.apply(p)) > MOST_LOGPROBS,
        p ->
            badValue(
                name,
                Long.toString(count(value.apply(p))),
                "Requested %s logprobs of %d, which is greater than max allowed: %d"
                    .formatted(kind, count(value.apply(p)), MOST_LOGPROBS)));
  }

  private static long count(@Nullable Long logprobs) {
    return logprobs == null ? 0 : logprobs == -1 ? Vocabulary.SIZE : logprobs;
  }

  private static Rule inVocabulary(String name) {
    return new Rule(
        p -> !beyondVocabulary(p, name).isEmpty(),
        p ->
            badValue(
                name,
                beyondVocabulary(p, name).toString(),
                "token_id(s) %s in %s contain out-of-vocab token ids. Vocabulary size: %d"
                    .formatted(beyondVocabulary(p, name), name, Vocabulary.SIZE)));
  }

  private static List<BigInteger> beyondVocabulary(Parameters parameters, String name) {
    JsonNode list = Fields.get(parameters.body(), name);
    Stream<BigInteger> ids =
        list.isObject()
            ? list.propertyStream()
                .filter(entry -> Lax.isTokenId(entry.getKey()))
                .map(entry -> new BigInteger(entry.getKey().strip()))
            : list.valueStream().map(Lax::wholeOf);
    return ids.filter(id -> id.signum() < 0 || id.compareTo(VOCABULARY) >= 0).toList();
  }

  private static List<String> badKeys(Parameters parameters) {
    return Fields.get(parameters.body(), "logit_bias")
        .propertyStream()
        .filter(entry -> !Lax.isTokenId(entry.getKey()))
        .map(entry -> Python.repr(entry.getKey()))
        .toList();
  }

  private static Stream<JsonNode> elements(Parameters parameters, String name) {
    return Fields.get(parameters.body(), name).valueStream();
  }
}
