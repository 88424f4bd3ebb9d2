package dev.scaleproof.twin.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a formula into tokens (expr-lang's {@code parser/lexer/state.go}). */
final class FormulaLexer {
  private static final Set<String> WORD_OPERATORS =
      Set.of(
          "not",
          "in",
          "or",
          "and",
          "let",
          "if",
          "else",
          "matches",
          "contains",
          "startsWith",
          "endsWith");
  private static final List<String> SYMBOLS =
      List.of(
          "**", "&&", "||", "==", "!=", "<=", ">=", "??", "..", "+", "-", "*", "/", "%", "^", "<",
          ">", "!", "?", ":", ",", ";", "(", ")", "[", "]", "{", "}", "=");

  private final String text;
  private final int shift;
  private int position;

  FormulaLexer(String text, int shift) {
    this.text = text;
    this.shift = shift;
  }

  /** What a token is. */
  enum Kind {
    NUMBER,
    NAME,
    SYMBOL,
    END
  }

  /**
   * A token.
   *
   * @param position in the text as the user wrote it
   */
  record Token(Kind kind, String text, int position) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      skipBlanksAndComments();
      if (position >= text.length()) {
        tokens.add(new Token(Kind.END, "the end", position - shift));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private Token next() {
    int start = position;
    char c = text.charAt(position);
    if (isDigit(c)
        || (c == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1)))) {
      number();
      return token(Kind.NUMBER, start);
    }
    if (Character.isLetter(c) || c == '_' || c == '$') {
      while (position < text.length() && isWordPart(text.charAt(position))) {
        position++;
      }
      String word = text.substring(start, position);
      return token(WORD_OPERATORS.contains(word) ? Kind.SYMBOL : Kind.NAME, start);
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, position)) {
        position += symbol.length();
        return token(Kind.SYMBOL, start);
      }
    }
    throw new FormulaException(start - shift, "'" + c + "' is not supported here");
  }

  private void number() {
    digits();
    if (position < text.length()
        && text.charAt(position) == '.'
        && !text.startsWith("..", position)) {
      position++;
      digits();
    }
    if (position < text.length() && "eE".indexOf(text.charAt(position)) >= 0) {
      position++;
      if (position < text.length() && "+-".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      digits();
    }
    if (position < text.length() && isWordPart(text.charAt(position))) {
      throw new FormulaException(position - shift, "this is not a number");
    }
  }

  private void digits() {
    while (position < text.length()
        && (isDigit(text.charAt(position)) || text.charAt(position) == '_')) {
      position++;
    }
  }

  private void skipBlanksAndComments() {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else if (text.startsWith("//", position)) {
        int line = text.indexOf('\n', position);
        position = line < 0 ? text.length() : line;
      } else if (text.startsWith("/*", position)) {
        int close = text.indexOf("*/", position + 2);
        if (close < 0) {
          throw new FormulaException(position - shift, "the comment has no end");
        }
        position = close + 2;
      } else {
        return;
      }
    }
  }

  private Token token(Kind kind, int start) {
    return new Token(kind, text.substring(start, position), start - shift);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
