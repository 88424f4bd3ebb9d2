package dev.scaleproof.sim.validation;

/**
 * Finds where Python's JSON parser would give up on a text, and in which words. For texts that
 * another parser has refused already; slow paths are fine here.
 */
final class PythonJson {
  /** A position in characters and Python's message for it. */
  record Mistake(int position, String message) {}

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Mistake mistake;

    Found(int position, String message) {
      super(message, null, false, false);
      mistake = new Mistake(position, message);
    }
  }

  private static final int DEEPEST = 900;
  private final String text;
  private int at;

  private PythonJson(String text) {
    this.text = text;
  }

  /** The first mistake; a text without one is reported as having no value. */
  static Mistake mistakeIn(String text) {
    PythonJson parser = new PythonJson(text);
    try {
      parser.blanks();
      parser.value(0);
      parser.blanks();
      return new Mistake(parser.at, parser.at < text.length() ? "Extra data" : "Expecting value");
    } catch (Found found) {
      return found.mistake;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void blanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void value(int depth) {
    char c = peek();
    if (depth > DEEPEST) {
      throw new Found(at, "Expecting value");
    }
    if (c == '"') {
      at++;
      string();
    } else if (c == '{') {
      at++;
      object(depth + 1);
    } else if (c == '[') {
      at++;
      array(depth + 1);
    } else if (!word() && !number()) {
      throw new Found(at, "Expecting value");
    }
  }

  private boolean word() {
    for (String word : new String[] {"null", "true", "false", "NaN", "Infinity", "-Infinity"}) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return true;
      }
    }
    return false;
  }

  private boolean number() {
    int end = at;
    if (end < text.length() && text.charAt(end) == '-') {
      end++;
    }
    int digits = skipDigits(end);
    if (digits == end) {
      return false;
    }
    end = text.charAt(end) == '0' ? end + 1 : digits;
    if (end < text.length() && text.charAt(end) == '.' && skipDigits(end + 1) > end + 1) {
      end = skipDigits(end + 1);
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (skipDigits(exponent) > exponent) {
        end = skipDigits(exponent);
      }
    }
    at = end;
    return true;
  }

  private int skipDigits(int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private void object(int depth) {
    blanks();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (peek() != '"') {
        throw new Found(at, "Expecting property name enclosed in double quotes");
      }
      at++;
      string();
      blanks();
      if (peek() != ':') {
        throw new Found(at, "Expecting ':' delimiter");
      }
      at++;
      blanks();
      value(depth);
      blanks();
      if (peek() == '}') {
        at++;
        return;
      }
      if (peek() != ',') {
        throw new Found(at, "Expecting ',' delimiter");
      }
      at++;
      blanks();
    }
  }

  private void array(int depth) {
    blanks();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value(depth);
      blanks();
      if (peek() == ']') {
        at++;
        return;
      }
      if (peek() != ',') {
        throw new Found(at, "Expecting ',' delimiter");
      }
      at++;
      blanks();
    }
  }

  private void string() {
    int opening = at - 1;
    while (true) {
      if (at >= text.length()) {
        throw new Found(opening, "Unterminated string starting at");
      }
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c < 0x20) {
        throw new Found(at, "Invalid control character at");
      }
      at++;
      if (c == '\\') {
        escape(opening);
      }
    }
  }

  private void escape(int opening) {
    if (at >= text.length()) {
      throw new Found(opening, "Unterminated string starting at");
    }
    char c = text.charAt(at);
    if (c == 'u') {
      boolean hex = at + 4 < text.length();
      for (int i = 1; hex && i <= 4; i++) {
        hex = Character.digit(text.charAt(at + i), 16) >= 0;
      }
      if (!hex) {
        throw new Found(at, "Invalid \\uXXXX escape");
      }
      at += 5;
    } else if ("\"\\/bfnrt".indexOf(c) >= 0) {
      at++;
    } else {
      throw new Found(at - 1, "Invalid \\escape");
    }
  }
}
