package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;
import dev.scaleproof.sim.text.Logprobs;
import dev.scaleproof.sim.text.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Tokens, their ids and their probabilities as answers show them. */
final class TokenReport {
  private final OutputOptions options;
  private final Vocabulary vocabulary;
  private final Logprobs logprobs;

  TokenReport(OutputOptions options, Vocabulary vocabulary, Logprobs logprobs) {
    this.options = options;
    this.vocabulary = vocabulary;
    this.logprobs = logprobs;
  }

  /** Tokens of an answer from {@code position} on, as a chat shows them. */
  TokenDetails ofChat(int[] tokens, int position) {
    if (!options.logprobs() || tokens.length == 0) {
      return new TokenDetails("null", ids(tokens));
    }
    StringJoiner content = new StringJoiner(",", "{\"content\":[", "]}");
    for (int i = 0; i < tokens.length; i++) {
      List<Logprobs.Scored> scored = logprobs.at(position + i, tokens[i], options.others());
      content.add(
          scored.stream()
              .limit(options.others())
              .map(one -> scored(one) + "}")
              .collect(
                  Collectors.joining(
                      ",", scored(scored.getFirst()) + ",\"top_logprobs\":[", "]}")));
    }
    return new TokenDetails(content.toString(), ids(tokens));
  }

  /**
   * Tokens as a completion shows them.
   *
   * @param prompt tokens of the prompt that come before them; the first one has no probability
   * @param position how many tokens of the answer came before
   * @param offset where their text begins
   */
  TokenDetails ofCompletion(int[] prompt, int[] tokens, int position, int offset) {
    if (!options.logprobs()) {
      return new TokenDetails("null", ids(tokens));
    }
    StringJoiner offsets = new StringJoiner(",", "{\"text_offset\":[", "]");
    StringJoiner values = new StringJoiner(",", ",\"token_logprobs\":[", "]");
    StringJoiner names = new StringJoiner(",", ",\"tokens\":[", "]");
    StringJoiner tops = new StringJoiner(",", ",\"top_logprobs\":[", "]}");
    int at = offset;
    for (int i = 0; i < prompt.length + tokens.length; i++) {
      boolean ofPrompt = i < prompt.length;
      int token = ofPrompt ? prompt[i] : tokens[i - prompt.length];
      offsets.add(Integer.toString(at));
      names.add(JsonText.quote(name(token)));
      if (i == 0 && ofPrompt) {
        values.add("null");
        tops.add("null");
      } else {
        // Below 0 are the prompt's positions.
        int where = ofPrompt ? i - prompt.length : position + i - prompt.length;
        List<Logprobs.Scored> scored = logprobs.at(where, token, options.others());
        values.add(number(scored.getFirst().logprob()));
        tops.add(top(scored));
      }
      at += vocabulary.decode(new int[] {token}).length();
    }
    return new TokenDetails("" + offsets + values + names + tops, ids(tokens));
  }

  /** What is shown of a prompt. */
  PromptDetails of(int[] prompt) {
    return new PromptDetails(
        ids(prompt),
        options.promptText() ? JsonText.quote(vocabulary.decode(prompt)) : "null",
        options.promptLogprobs() < 0 ? "null" : promptLogprobs(prompt));
  }

  private String promptLogprobs(int[] prompt) {
    StringJoiner all = new StringJoiner(",", "[null", "]").setEmptyValue("[null]");
    for (int i = 1; i < prompt.length; i++) {
      List<Logprobs.Scored> scored =
          logprobs.at(i - prompt.length, prompt[i], Math.max(0, options.promptLogprobs() - 1));
      StringJoiner one = new StringJoiner(",", i == 1 ? ",{" : "{", "}");
      for (int rank = 1; rank <= scored.size(); rank++) {
        Logprobs.Scored token = scored.get(rank - 1);
        one.add(
            "\"%d\":{\"logprob\":%s,\"rank\":%d,\"decoded_token\":%s}"
                .formatted(
                    token.token(),
                    number(token.logprob()),
                    rank,
                    JsonText.quote(vocabulary.decode(new int[] {token.token()}))));
      }
      all.add(one.toString());
    }
    return all.toString();
  }

  private String ids(int[] tokens) {
    return options.tokenIds()
        ? Arrays.stream(tokens)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "[", "]"))
        : "null";
  }

  private String scored(Logprobs.Scored scored) {
    byte[] bytes = vocabulary.decode(new int[] {scored.token()}).getBytes(StandardCharsets.UTF_8);
    StringJoiner numbers = new StringJoiner(",", "[", "]");
    for (byte one : bytes) {
      numbers.add(Integer.toString(one & 0xFF));
    }
    return "{\"token\":%s,\"logprob\":%s,\"bytes\":%s"
        .formatted(JsonText.quote(name(scored.token())), number(scored.logprob()), numbers);
  }

  private String top(List<Logprobs.Scored> scored) {
    Map<String, Double> byName = new LinkedHashMap<>();
    scored.forEach(one -> byName.put(name(one.token()), one.logprob()));
    return byName.entrySet().stream()
        .map(entry -> JsonText.quote(entry.getKey()) + ":" + number(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String name(int token) {
    return options.tokensAsIds() ? "token_id:" + token : vocabulary.decode(new int[] {token});
  }

  /** As a model's 32-bit number. */
  private static String number(double logprob) {
    return Double.toString((float) logprob);
  }
}
