package dev.scaleproof.sim.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.run.TokenScript;
import dev.scaleproof.sim.text.AnswerScript;
import dev.scaleproof.sim.text.FixedScript;
import dev.scaleproof.sim.text.Logprobs;
import dev.scaleproof.sim.text.OutputLength;
import dev.scaleproof.sim.text.Sentences;
import dev.scaleproof.sim.text.TokenRules;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Lax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Decides what each choice of an answer says. Thread-safe. */
final class ChoicePlanner {
  private final long seed;
  private final OutputLength length;
  private final Vocabulary vocabulary;
  private final Sentences sentences;

  ChoicePlanner(long seed, OutputLength length, Vocabulary vocabulary) {
    this.seed = seed;
    this.length = length;
    this.vocabulary = vocabulary;
    this.sentences = new Sentences();
  }

  /**
   * One choice's plan.
   *
   * @param index its place among all choices of the request
   * @param answer its place among those of its prompt
   */
  ChoicePlan plan(Job job, Prompt prompt, int index, int answer) {
    Parameters parameters = job.parameters();
    long own = seed(parameters, prompt, answer);
    Speech.Script decided = prompt.speech().script(new SplittableRandom(own));
    TokenScript script =
        decided == null
            ? free(parameters, own)
            : new FixedScript(vocabulary.encode(decided.text()));
    return new ChoicePlan(
        index,
        prompt,
        rules(parameters.body()).apply(script, own),
        decided == null ? ToolUse.Mode.NONE : decided.mode(),
        decided == null ? List.of() : decided.toolCalls(),
        new TokenReport(parameters.output(), vocabulary, new Logprobs(own)));
  }

  private TokenScript free(Parameters parameters, long own) {
    Set<Integer> stopTokens =
        Arrays.stream(parameters.stopTokenIds()).boxed().collect(Collectors.toSet());
    int minTokens = (int) Math.min(Integer.MAX_VALUE - 1, parameters.minTokens());
    return new AnswerScript(sentences, own, length, minTokens, parameters.ignoreEnd(), stopTokens);
  }

  private TokenRules rules(JsonNode request) {
    Map<Integer, Double> bias =
        Fields.get(request, "logit_bias")
            .propertyStream()
            .collect(
                Collectors.toMap(
                    entry -> Integer.valueOf(entry.getKey().strip()),
                    entry -> Math.clamp(Lax.doubleOf(entry.getValue()), -100, 100),
                    (first, second) -> second));
    List<int[]> badWords = new ArrayList<>();
    for (JsonNode word : Fields.get(request, "bad_words")) {
      // At the beginning of a text and in the middle of it.
      for (String form :
          List.of(word.asText().stripLeading(), " " + word.asText().stripLeading())) {
        int[] tokens = vocabulary.encode(form);
        if (tokens.length > 0) {
          badWords.add(tokens);
        }
      }
    }
    return new TokenRules(
        bias, Parameters.tokens(Fields.get(request, "allowed_token_ids")), badWords);
  }

  /** The same server seed, request seed and prompt give the same answer. */
  private long seed(Parameters parameters, Prompt prompt, int answer) {
    long own = seed;
    if (parameters.seed() != null) {
      own = own * 31 + parameters.seed();
    }
    own = own * 31 + Arrays.hashCode(prompt.tokens());
    return own * 31 + answer;
  }
}
