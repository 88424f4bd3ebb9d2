package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.openai.ApiError.bad;
import static dev.scaleproof.sim.openai.ApiError.badValue;

import dev.scaleproof.sim.validation.Python;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The ranges of sampling parameters, in the order in which vLLM checks them: the first counts. */
final class ParameterRules {
  private record Rule(Predicate<Parameters> broken, Function<Parameters, ApiError> error) {}

  private static final int MOST_ANSWERS = 16_384;
  private static final int MOST_LOGPROBS = 20;

  private static final List<Rule> RULES =
      List.of(
          new Rule(p -> p.n() < 1, p -> bad("n must be at least 1, got " + p.n() + ".")),
          new Rule(
              p -> p.n() > MOST_ANSWERS,
              p -> bad("n must be at most " + MOST_ANSWERS + ", got " + p.n() + ".")),
          range("presence_penalty", Parameters::presencePenalty, v -> v >= -2 && v <= 2, "[-2, 2]"),
          range(
              "frequency_penalty", Parameters::frequencyPenalty, v -> v >= -2 && v <= 2, "[-2, 2]"),
          new Rule(
              p -> !(p.repetitionPenalty() > 0),
              p ->
                  bad(
                      "repetition_penalty must be greater than zero, got "
                          + Python.repr(p.repetitionPenalty())
                          + ".")),
          new Rule(
              p -> p.temperature() < 0,
              p ->
                  named(
                      "temperature", p.temperature(), "temperature must be non-negative, got %s.")),
          new Rule(
              p -> !(p.temperature() <= 2),
              p -> named("temperature", p.temperature(), "temperature must be in [0, 2], got %s.")),
          new Rule(
              p -> !(p.topP() > 0 && p.topP() <= 1),
              p -> named("top_p", p.topP(), "top_p must be in (0, 1], got %s.")),
          new Rule(
              p -> p.topK() < -1,
              p -> bad("top_k must be 0 (disable), or at least 1, got " + p.topK() + ".")),
          range("min_p", Parameters::minP, v -> v >= 0 && v <= 1, "[0, 1]"),
          new Rule(
              p -> p.maxTokens() != null && p.maxTokens() < 1,
              p ->
                  badValue(
                      "max_tokens",
                      String.valueOf(p.maxTokens()),
                      "max_tokens must be at least 1, got " + p.maxTokens() + ".")),
          new Rule(
              p -> p.minTokens() < 0,
              p ->
                  bad("min_tokens must be greater than or equal to 0, got " + p.minTokens() + ".")),
          new Rule(
              p -> p.maxTokens() != null && p.minTokens() > p.maxTokens(),
              p ->
                  bad(
                      "min_tokens must be less than or equal to max_tokens=%d, got %d."
                          .formatted(p.maxTokens(), p.minTokens()))),
          new Rule(
              p -> p.logprobs() != null && p.logprobs() < -1,
              p ->
                  badValue(
                      "logprobs",
                      String.valueOf(p.logprobs()),
                      "logprobs must be non-negative or -1, got " + p.logprobs() + ".")),
          new Rule(
              p -> p.logprobs() != null && p.logprobs() > MOST_LOGPROBS,
              p ->
                  badValue(
                      "logprobs",
                      String.valueOf(p.logprobs()),
                      "Requested sample logprobs of %d, which is greater than max allowed: %d"
                          .formatted(p.logprobs(), MOST_LOGPROBS))),
          new Rule(p -> p.stops().contains(""), p -> bad("stop cannot contain an empty string.")),
          new Rule(
              p -> p.temperature() < 1e-5 && p.n() > 1,
              p -> bad("n must be 1 when using greedy sampling, got " + p.n() + ".")));

  private ParameterRules() {}

  static void check(Parameters parameters) throws ApiError.Thrown {
    for (Rule rule : RULES) {
      if (rule.broken.test(parameters)) {
        throw rule.error.apply(parameters).thrown();
      }
    }
  }

  private static Rule range(
      String name, Function<Parameters, Double> value, Predicate<Double> within, String range) {
    return new Rule(
        p -> !within.test(value.apply(p)),
        p ->
            bad(
                "%s must be in %s, got %s."
                    .formatted(name, range, Python.repr(value.apply(p).doubleValue()))));
  }

  private static ApiError named(String name, double value, String message) {
    String shown = Python.repr(value);
    return badValue(name, shown, message.formatted(shown));
  }
}
