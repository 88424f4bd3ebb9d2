package dev.scaleproof.sim.text;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up texts that match a regular expression: literals, classes, groups, alternatives and
 * repetition, as far as vLLM's structured outputs take them. Unlimited repetition stays short.
 */
public final class RegexText {
  private static final int MOST_REPEATS = 4;
  private static final int MOST_COUNTED = 10_000;
  private static final long LONGEST = 100_000;
  private static final String DIGITS = "0123456789";
  private static final String WORD = "abcdefghijklmnopqrstuvwxyz";

  /** The expression is none, or beyond what is supported. */
  public static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;

    Unsupported(String message) {
      super(message);
    }
  }

  private sealed interface Node {
    record Chars(String anyOf) implements Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Either(List<Node> choices) implements Node {}

    record Repeat(Node part, int least, int most) implements Node {}
  }

  private final Node root;

  private RegexText(Node root) {
    this.root = root;
  }

  /**
   * Reads an expression that has to match a whole text.
   *
   * @throws Unsupported with what is wrong
   */
  public static RegexText of(String expression) throws Unsupported {
    Parser parser = new Parser(expression);
    Node root = parser.alternatives();
    if (parser.at < expression.length()) {
      throw new Unsupported("unbalanced parenthesis at position " + parser.at);
    }
    if (longest(root) > LONGEST) {
      throw new Unsupported("it asks for texts of more than " + LONGEST + " characters");
    }
    return new RegexText(root);
  }

  /** A text that matches. */
  public String draw(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    write(root, random, text);
    return text.toString();
  }

  private static long longest(Node node) {
    return switch (node) {
      case Node.Chars chars -> 1;
      case Node.Sequence sequence ->
          sequence.parts.stream().mapToLong(RegexText::longest).reduce(0, RegexText::capped);
      case Node.Either either ->
          either.choices.stream().mapToLong(RegexText::longest).max().orElse(0);
      case Node.Repeat repeat -> Math.min(LONGEST + 1, longest(repeat.part) * repeat.most);
    };
  }

  private static long capped(long some, long more) {
    return Math.min(LONGEST + 1, some + more);
  }

  private static void write(Node node, RandomGenerator random, StringBuilder out) {
    switch (node) {
      case Node.Chars chars -> out.append(chars.anyOf.charAt(random.nextInt(chars.anyOf.length())));
      case Node.Sequence sequence -> sequence.parts.forEach(part -> write(part, random, out));
      case Node.Either either ->
          write(either.choices.get(random.nextInt(either.choices.size())), random, out);
      case Node.Repeat repeat -> {
        int count = random.nextInt(repeat.least, repeat.most + 1);
        for (int i = 0; i < count; i++) {
          write(repeat.part, random, out);
        }
      }
    }
  }

  private static final class Parser {
    private static final int DEEPEST = 100;
    private final String text;
    private int at;
    private int depth;

    Parser(String text) {
      this.text = text;
    }

    private boolean has(char c) {
      return at < text.length() && text.charAt(at) == c;
    }

    private boolean take(String start) {
      if (text.startsWith(start, at)) {
        at += start.length();
        return true;
      }
      return false;
    }

    Node alternatives() throws Unsupported {
      if (++depth > DEEPEST) {
        throw new Unsupported("too many nested groups");
      }
      List<Node> choices = new ArrayList<>();
      do {
        choices.add(sequence());
      } while (take("|"));
      depth--;
      return choices.size() == 1 ? choices.getFirst() : new Node.Either(choices);
    }

    private Node sequence() throws Unsupported {
      List<Node> parts = new ArrayList<>();
      while (at < text.length() && !has('|') && !has(')')) {
        // Anchors add nothing: the whole text has to match anyway.
        if (!take("^") && !take("$") && !take("\\b") && !take("\\A") && !take("\\Z")) {
          parts.add(repeated(one()));
        }
      }
      return new Node.Sequence(parts);
    }

    private Node one() throws Unsupported {
      char c = text.charAt(at++);
      return switch (c) {
        case '(' -> group();
        case '[' -> new Node.Chars(charClass());
        case '.' -> new Node.Chars(WORD);
        case '\\' -> new Node.Chars(escape());
        case '*', '+', '?' -> throw new Unsupported("nothing to repeat at position " + (at - 1));
        default -> new Node.Chars(String.valueOf(c));
      };
    }

    private Node group() throws Unsupported {
      if (take("?")) {
        if (take("P<") || (has('<') && !text.startsWith("<=", at) && !text.startsWith("<!", at))) {
          int end = text.indexOf('>', at);
          if (end < 0) {
            throw new Unsupported("missing > in the name of a group");
          }
          at = end + 1;
        } else if (!take(":")) {
          throw new Unsupported("lookaround and flags are not supported");
        }
      }
      Node inner = alternatives();
      if (!take(")")) {
        throw new Unsupported("missing ), unterminated subpattern");
      }
      return inner;
    }

    private Node repeated(Node part) throws Unsupported {
      int least;
      int most;
      if (take("*")) {
        least = 0;
        most = MOST_REPEATS;
      } else if (take("+")) {
        least = 1;
        most = MOST_REPEATS;
      } else if (take("?")) {
        least = 0;
        most = 1;
      } else if (has('{') && text.substring(at).matches("(?s)\\{\\d{1,5}(,\\d{0,5})?}.*")) {
        int end = text.indexOf('}', at);
        String[] bounds = text.substring(at + 1, end).split(",", -1);
        at = end + 1;
        least = Integer.parseInt(bounds[0]);
        most =
            bounds.length == 1
                ? least
                : bounds[1].isEmpty() ? least + MOST_REPEATS : Integer.parseInt(bounds[1]);
        if (most < least || most > MOST_COUNTED) {
          throw new Unsupported("bad repeat interval");
        }
      } else {
        return part;
      }
      // Lazy and possessive repetition match the same whole texts.
      boolean unused = take("?") || take("+");
      return new Node.Repeat(part, least, most);
    }

    private String escape() throws Unsupported {
      if (at == text.length()) {
        throw new Unsupported("bad escape (end of pattern)");
      }
      char c = text.charAt(at++);
      return switch (c) {
        case 'd' -> DIGITS;
        case 'w' -> WORD + DIGITS + "_";
        case 's' -> " ";
        case 'D', 'S', 'W' -> c == 'W' ? "-" : WORD;
        case 'n' -> "\n";
        case 't' -> "\t";
        case 'r' -> "\r";
        case 'x', 'u' -> code(c == 'x' ? 2 : 4);
        default -> {
          if (Character.isLetterOrDigit(c)) {
            throw new Unsupported("bad escape \\" + c);
          }
          yield String.valueOf(c);
        }
      };
    }

    private String code(int digits) throws Unsupported {
      String hex = text.substring(at, Math.min(text.length(), at + digits));
      if (!hex.matches("[0-9A-Fa-f]{" + digits + "}")) {
        throw new Unsupported("incomplete escape");
      }
      at += digits;
      return String.valueOf((char) Integer.parseInt(hex, 16));
    }

    private String charClass() throws Unsupported {
      boolean negated = take("^");
      StringBuilder set = new StringBuilder();
      boolean first = true;
      while (first || !has(']')) {
        if (at >= text.length()) {
          throw new Unsupported("unterminated character set");
        }
        first = false;
        char c = text.charAt(at++);
        String some = c == '\\' ? escape() : String.valueOf(c);
        if (some.length() == 1
            && has('-')
            && at + 1 < text.length()
            && text.charAt(at + 1) != ']') {
          at++;
          char end = text.charAt(at++);
          String last = end == '\\' ? escape() : String.valueOf(end);
          if (last.length() != 1 || last.charAt(0) < some.charAt(0)) {
            throw new Unsupported("bad character range");
          }
          for (int i = some.charAt(0); i <= Math.min(last.charAt(0), some.charAt(0) + 127); i++) {
            set.append((char) i);
          }
        } else {
          set.append(some);
        }
      }
      at++;
      return negated ? allBut(set.toString()) : set.toString();
    }

    private static String allBut(String excluded) throws Unsupported {
      StringBuilder rest = new StringBuilder();
      for (char c = ' '; c < 127; c++) {
        if (excluded.indexOf(c) < 0) {
          rest.append(c);
        }
      }
      if (rest.isEmpty()) {
        throw new Unsupported("a character set excludes everything");
      }
      // Letters alone read better, where they may stand.
      String letters =
          WORD.chars()
              .filter(letter -> rest.indexOf(String.valueOf((char) letter)) >= 0)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      return letters.isEmpty() ? rest.toString() : letters;
    }
  }
}
