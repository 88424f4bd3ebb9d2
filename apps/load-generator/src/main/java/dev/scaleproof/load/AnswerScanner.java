package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Reads from one JSON text of an OpenAI-compatible server, a stream's chunk or a whole answer, the
 * few members that a load generator needs, in one pass and without building anything. It checks
 * that brackets and quotes match, not the whole grammar. Not thread-safe; the results are those of
 * the last {@link #scan}.
 */
final class AnswerScanner {
  private static final int DEEPEST = 64;

  private static final int OTHER = 0;
  private static final int ERROR = 1;
  private static final int CHOICES = 2;
  private static final int USAGE = 3;
  private static final int DELTA = 4;
  private static final int TEXT = 5;
  private static final int FINISH_REASON = 6;
  private static final int ROLE = 7;
  private static final int CONTENT = 8;
  private static final int COMPLETION_TOKENS = 9;
  private static final int PROMPT_TOKENS = 10;
  private static final int MESSAGE = 11;

  private final int[] keys = new int[DEEPEST];
  private final boolean[] objects = new boolean[DEEPEST];
  private byte[] bytes = new byte[0];
  private int end;

  private boolean error;
  private @Nullable String errorMessage;
  private boolean choice;
  private boolean role;
  private boolean content;
  private boolean contentPresent;
  private @Nullable String finishReason;
  private int completionTokens;
  private int promptTokens;

  /** Reads {@code source[from, to)}; false if that is not a JSON object. */
  boolean scan(byte[] source, int from, int to) {
    bytes = source;
    end = to;
    error = false;
    errorMessage = null;
    choice = false;
    role = false;
    content = false;
    contentPresent = false;
    finishReason = null;
    completionTokens = -1;
    promptTokens = -1;
    return walk(from);
  }

  /** The text is an error: it has a member {@code error} that is not null. */
  boolean error() {
    return error;
  }

  /** The error's message; null if there is none. */
  @Nullable String errorMessage() {
    return errorMessage;
  }

  /** It has at least one choice. */
  boolean choice() {
    return choice;
  }

  /**
   * It carries a token: text, reasoning or a tool call, or an empty text that is neither the
   * opening (which has the role) nor the end (which has the finish reason). Tokens whose bytes are
   * half a character come as empty text (vLLM 0.32, recorded).
   */
  boolean token() {
    return content || (contentPresent && !role && finishReason == null);
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  /** {@code usage.completion_tokens}; -1 if absent. */
  int completionTokens() {
    return completionTokens;
  }

  /** {@code usage.prompt_tokens}; -1 if absent. */
  int promptTokens() {
    return promptTokens;
  }

  private boolean walk(int from) {
    int depth = 0;
    boolean keyNext = false;
    int at = from;
    while (at < end) {
      byte b = bytes[at];
      switch (b) {
        case '{', '[' -> {
          if (depth + 1 >= DEEPEST || (depth == 0 && b == '[')) {
            return false;
          }
          opened(depth, b == '{');
          depth++;
          objects[depth] = b == '{';
          keys[depth] = OTHER;
          keyNext = b == '{';
          at++;
        }
        case '}', ']' -> {
          if (depth == 0 || objects[depth] != (b == '}')) {
            return false;
          }
          depth--;
          keyNext = false;
          at++;
          if (depth == 0) {
            return onlySpace(at);
          }
        }
        case ',' -> {
          keyNext = depth > 0 && objects[depth];
          at++;
        }
        case '"' -> {
          int close = closingQuote(at + 1);
          if (close < 0 || depth == 0) {
            return false;
          }
          if (keyNext) {
            keys[depth] = key(at + 1, close);
            keyNext = false;
            at = afterColon(close + 1);
            if (at < 0) {
              return false;
            }
          } else {
            string(depth, at + 1, close);
            at = close + 1;
          }
        }
        case ' ', '\n', '\r', '\t' -> at++;
        default -> {
          if (depth == 0 || keyNext) {
            return false;
          }
          int stop = literalEnd(at);
          if (stop == at) {
            return false;
          }
          literal(depth, at, stop);
          at = stop;
        }
      }
    }
    return false;
  }

  /** A container begins as value of {@code keys[depth]}. */
  private void opened(int depth, boolean object) {
    if (depth == 1 && keys[1] == ERROR) {
      error = true;
    } else if (depth == 2 && object && keys[1] == CHOICES) {
      choice = true;
    } else if (inDelta(depth) && keys[depth] == CONTENT) {
      content = true;
    }
  }

  private void string(int depth, int from, int to) {
    int key = keys[depth];
    if (key == OTHER) {
      return;
    }
    if (depth == 3 && keys[1] == CHOICES) {
      if (key == TEXT) {
        contentPresent = true;
        content |= to > from;
      } else if (key == FINISH_REASON) {
        finishReason = finish(from, to);
      }
    } else if (inDelta(depth)) {
      if (key == CONTENT) {
        contentPresent = true;
        content |= to > from;
      } else if (key == ROLE) {
        role = true;
      }
    } else if (keys[1] == ERROR && (depth == 1 || (depth == 2 && key == MESSAGE))) {
      error = true;
      errorMessage = new String(bytes, from, to - from, UTF_8);
    }
  }

  private void literal(int depth, int from, int to) {
    if (depth == 2 && keys[1] == USAGE) {
      if (keys[2] == COMPLETION_TOKENS) {
        completionTokens = number(from, to);
      } else if (keys[2] == PROMPT_TOKENS) {
        promptTokens = number(from, to);
      }
    } else if (depth == 1 && keys[1] == ERROR && bytes[from] != 'n') {
      error = true;
    }
  }

  private boolean inDelta(int depth) {
    return depth == 4 && keys[1] == CHOICES && (keys[3] == DELTA || keys[3] == MESSAGE);
  }

  private String finish(int from, int to) {
    // The two that nearly every answer has are not created anew.
    if (matches(from, to, "length")) {
      return "length";
    }
    return matches(from, to, "stop") ? "stop" : new String(bytes, from, to - from, UTF_8);
  }

  private int key(int from, int to) {
    return switch (to - from) {
      case 4 -> matches(from, to, "text") ? TEXT : matches(from, to, "role") ? ROLE : OTHER;
      case 5 ->
          matches(from, to, "delta")
              ? DELTA
              : matches(from, to, "usage") ? USAGE : matches(from, to, "error") ? ERROR : OTHER;
      case 7 ->
          matches(from, to, "content")
              ? CONTENT
              : matches(from, to, "choices")
                  ? CHOICES
                  : matches(from, to, "message") ? MESSAGE : OTHER;
      case 9 -> matches(from, to, "reasoning") ? CONTENT : OTHER;
      case 10 -> matches(from, to, "tool_calls") ? CONTENT : OTHER;
      case 13 ->
          matches(from, to, "finish_reason")
              ? FINISH_REASON
              : matches(from, to, "prompt_tokens") ? PROMPT_TOKENS : OTHER;
      case 17 ->
          matches(from, to, "completion_tokens")
              ? COMPLETION_TOKENS
              : matches(from, to, "reasoning_content") ? CONTENT : OTHER;
      default -> OTHER;
    };
  }

  private boolean matches(int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int closingQuote(int from) {
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        return i;
      }
      if (b == '\\') {
        i++;
      }
    }
    return -1;
  }

  private int afterColon(int from) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == ':') {
        return i + 1;
      }
      if (!space(bytes[i])) {
        return -1;
      }
    }
    return -1;
  }

  private int literalEnd(int from) {
    int i = from;
    while (i < end && (Character.isLetterOrDigit(bytes[i]) || "+-.".indexOf(bytes[i]) >= 0)) {
      i++;
    }
    return i;
  }

  private int number(int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || value > Integer.MAX_VALUE / 10) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return (int) value;
  }

  private boolean onlySpace(int from) {
    for (int i = from; i < end; i++) {
      if (!space(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean space(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
