package dev.scaleproof.load;

import java.util.List;

/** Where the prompts come from. Prompt number n is a pure function of the source and the seed. */
public sealed interface Prompts {

  /**
   * Common English words, each about one token of a BPE vocabulary.
   *
   * @param tokens length of a prompt in words, at least 1
   * @param prefixes how many distinct beginnings there are, for servers with a prefix cache; 0 for
   *     prompts that have nothing in common
   * @param prefixTokens length of the common beginning, below {@code tokens}; 0 without prefixes
   */
  record Synthetic(int tokens, int prefixes, int prefixTokens) implements Prompts {
    public Synthetic {
      Checks.that(tokens >= 1, "prompt tokens: at least 1");
      Checks.that(prefixes >= 0, "prefixes: 0 (nothing in common) or more");
      Checks.that(
          prefixTokens >= 0 && (prefixTokens == 0 || prefixTokens < tokens),
          "prefix tokens: below the prompt's tokens");
    }

    /** Prompts of this length that have nothing in common. */
    public static Synthetic of(int tokens) {
      return new Synthetic(tokens, 0, 0);
    }
  }

  /** Given texts, used one after another and again from the first. */
  record Texts(List<String> texts) implements Prompts {
    public Texts {
      texts = List.copyOf(texts);
      Checks.that(!texts.isEmpty(), "prompts: at least one");
    }
  }
}
