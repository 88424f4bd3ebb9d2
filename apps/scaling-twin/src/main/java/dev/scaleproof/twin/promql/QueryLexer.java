package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.List;

/** Cuts PromQL text into tokens. */
final class QueryLexer {
  private static final List<String> SYMBOLS =
      List.of(
          "=~", "!~", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "^", "<", ">", "=", "(", ")",
          "{", "}", "[", "]", ",", ":", "@");

  private final String text;
  private int position;

  QueryLexer(String text) {
    this.text = text;
  }

  /** What a token is. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    END
  }

  /**
   * A token.
   *
   * @param text of a string: its content
   */
  record Token(Kind kind, String text, int position) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
      return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      skipBlanksAndComments();
      if (position >= text.length()) {
        tokens.add(new Token(Kind.END, "the end", position));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private Token next() {
    int start = position;
    char c = text.charAt(position);
    if (c == '"' || c == '\'' || c == '`') {
      return new Token(Kind.STRING, string(c), start);
    }
    if (isDigit(c) || (c == '.' && start + 1 < text.length() && isDigit(text.charAt(start + 1)))) {
      number();
      return token(Kind.NUMBER, start);
    }
    // A name may hold colons, but within {} and [] nobody writes one right after another token.
    if (isNameStart(c)
        || (c == ':' && start + 1 < text.length() && isNameStart(text.charAt(start + 1)))) {
      while (position < text.length() && isNamePart(text.charAt(position))) {
        position++;
      }
      return token(Kind.NAME, start);
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, position)) {
        position += symbol.length();
        return token(Kind.SYMBOL, start);
      }
    }
    throw new QueryException(start, "unexpected character '" + c + "'");
  }

  /** Digits with a fraction and an exponent, hexadecimal, or a duration such as 1h30m. */
  private void number() {
    if (text.startsWith("0x", position) || text.startsWith("0X", position)) {
      position += 2;
      while (position < text.length() && Character.digit(text.charAt(position), 16) >= 0) {
        position++;
      }
      return;
    }
    while (position < text.length()) {
      char c = text.charAt(position);
      boolean exponentSign = (c == '+' || c == '-') && "eE".indexOf(text.charAt(position - 1)) >= 0;
      if (!isDigit(c) && c != '.' && !Character.isLetter(c) && !exponentSign) {
        return;
      }
      position++;
    }
  }

  private String string(char quote) {
    int start = position++;
    StringBuilder content = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == quote) {
        return content.toString();
      }
      if (c != '\\' || quote == '`') {
        content.append(c);
      } else if (position < text.length()) {
        char escaped = text.charAt(position++);
        content.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case '\\', '"', '\'' -> escaped;
              default ->
                  throw new QueryException(
                      position - 2, "unknown escape sequence \\" + escaped + " in a string");
            });
      }
    }
    throw new QueryException(start, "the string has no closing quote");
  }

  private void skipBlanksAndComments() {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else if (text.charAt(position) == '#') {
        int line = text.indexOf('\n', position);
        position = line < 0 ? text.length() : line;
      } else {
        return;
      }
    }
  }

  private Token token(Kind kind, int start) {
    return new Token(kind, text.substring(start, position), start);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == ':';
  }
}
