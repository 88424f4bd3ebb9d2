package dev.scaleproof.bench.upstream;

/**
 * The three members of a chat request that change the answer. They are found by looking for their
 * names, not by parsing: the server has to cost as little as possible, and it only serves the
 * comparisons' own load, whose prompts contain none of these names in quotes.
 *
 * @param stream answer as server-sent events
 * @param tokens how many tokens to answer with, 1 to {@value #MOST_TOKENS}
 * @param usage a last event with the counts of tokens is wanted
 */
record ChatRequest(boolean stream, int tokens, boolean usage) {
  static final int MOST_TOKENS = 100_000;
  private static final int DEFAULT_TOKENS = 16;

  static ChatRequest parse(String body) {
    int tokens = number(body, "\"max_tokens\"");
    if (tokens < 0) {
      tokens = number(body, "\"max_completion_tokens\"");
    }
    return new ChatRequest(
        isTrue(body, "\"stream\""),
        Math.clamp(tokens < 0 ? DEFAULT_TOKENS : tokens, 1, MOST_TOKENS),
        isTrue(body, "\"include_usage\""));
  }

  private static boolean isTrue(String body, String quotedName) {
    int value = valueOf(body, quotedName);
    return value >= 0 && body.startsWith("true", value);
  }

  /** The non-negative number after this name; -1 if there is none. */
  private static int number(String body, String quotedName) {
    int at = valueOf(body, quotedName);
    if (at < 0 || at == body.length() || !Character.isDigit(body.charAt(at))) {
      return -1;
    }
    int number = 0;
    while (at < body.length() && Character.isDigit(body.charAt(at)) && number <= MOST_TOKENS) {
      number = number * 10 + (body.charAt(at++) - '0');
    }
    return number;
  }

  /** Where the value of this name begins; -1 if the name is not there. */
  private static int valueOf(String body, String quotedName) {
    int name = body.indexOf(quotedName);
    if (name < 0) {
      return -1;
    }
    int at = name + quotedName.length();
    while (at < body.length() && (body.charAt(at) == ' ' || body.charAt(at) == ':')) {
      at++;
    }
    return at;
  }
}
