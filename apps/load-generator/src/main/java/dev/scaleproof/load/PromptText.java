package dev.scaleproof.load;

import java.util.List;
import java.util.SplittableRandom;

/** Turns {@link Prompts} into texts. A pure function of source, seed and number; thread-safe. */
final class PromptText {
  /**
   * Short and frequent, so that each is one token in common BPE vocabularies, its space included.
   */
  private static final List<String> WORDS =
      List.of(
          "time",
          "year",
          "people",
          "way",
          "day",
          "man",
          "thing",
          "woman",
          "life",
          "child",
          "world",
          "school",
          "state",
          "family",
          "student",
          "group",
          "country",
          "problem",
          "hand",
          "part",
          "place",
          "case",
          "week",
          "company",
          "system",
          "program",
          "question",
          "work",
          "government",
          "number",
          "night",
          "point",
          "home",
          "water",
          "room",
          "mother",
          "area",
          "money",
          "story",
          "fact",
          "month",
          "lot",
          "right",
          "study",
          "book",
          "eye",
          "job",
          "word",
          "business",
          "issue",
          "side",
          "kind",
          "head",
          "house",
          "service",
          "friend",
          "father",
          "power",
          "hour",
          "game",
          "line",
          "end",
          "member",
          "law",
          "car",
          "city",
          "community",
          "name",
          "president",
          "team",
          "minute",
          "idea",
          "kid",
          "body",
          "information",
          "back",
          "parent",
          "face",
          "others",
          "level",
          "office",
          "door",
          "health",
          "person",
          "art",
          "war",
          "history",
          "party",
          "result",
          "change",
          "morning",
          "reason",
          "research",
          "girl",
          "guy",
          "moment",
          "air",
          "teacher",
          "force",
          "education");

  private final Prompts prompts;
  private final long seed;

  PromptText(Prompts prompts, long seed) {
    this.prompts = prompts;
    this.seed = seed;
  }

  /**
   * The prompt with this number.
   *
   * @param tokens length where it differs from the source's own; 0 for that
   */
  String text(long number, int tokens) {
    return switch (prompts) {
      case Prompts.Texts(List<String> texts) -> texts.get((int) (number % texts.size()));
      case Prompts.Synthetic synthetic -> synthetic(synthetic, number, tokens);
    };
  }

  private String synthetic(Prompts.Synthetic source, long number, int tokens) {
    int length = tokens > 0 ? tokens : source.tokens();
    int common = source.prefixes() == 0 ? 0 : Math.min(source.prefixTokens(), length);
    StringBuilder text = new StringBuilder(8 * length);
    if (common > 0) {
      // Numbers below 0 keep the prefixes' words apart from the rest's.
      long prefix = -1 - number % source.prefixes();
      append(text, common, prefix);
    }
    append(text, length - common, number);
    return text.toString();
  }

  private void append(StringBuilder text, int words, long stream) {
    SplittableRandom random = new SplittableRandom(seed ^ (stream * 0x9E3779B97F4A7C15L));
    for (int i = 0; i < words; i++) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
  }
}
