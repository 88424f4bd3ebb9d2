package dev.scaleproof.sim.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns one answer's tokens into text as they come: characters appear when their last byte has, and
 * what could be the beginning of a stop string is held back, as vLLM's incremental detokenizer
 * does. Not thread-safe.
 */
public final class AnswerText {
  private final Vocabulary vocabulary;
  private final List<String> stops;
  private final boolean keepStop;
  private final int minTokens;
  private final int heldBack;
  private final StringBuilder text = new StringBuilder();
  private byte[] unfinished = {};
  private int tokens;
  private int released;
  private @Nullable String matched;

  /**
   * @param stops the stop strings, in the order in which they are looked for
   * @param keepStop whether a stop string that ends the answer stays in it
   * @param minTokens stop strings count from this token on
   */
  public AnswerText(Vocabulary vocabulary, List<String> stops, boolean keepStop, int minTokens) {
    this.vocabulary = vocabulary;
    this.stops = stops;
    this.keepStop = keepStop;
    this.minTokens = minTokens;
    this.heldBack =
        keepStop ? 0 : Math.max(0, stops.stream().mapToInt(String::length).max().orElse(0) - 1);
  }

  /** Adds a token; true if a stop string ends the answer with it. */
  public boolean append(int token) {
    tokens++;
    int before = text.length();
    text.append(decode(vocabulary.bytes(token)));
    if (tokens <= minTokens) {
      return false;
    }
    for (String stop : stops) {
      int at = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
      if (at >= 0) {
        text.setLength(keepStop ? at + stop.length() : at);
        matched = stop;
        return true;
      }
    }
    return false;
  }

  /** What has become certain since the last call; all that is left with {@code last}. */
  public String take(boolean last) {
    if (last && matched == null && unfinished.length > 0) {
      text.append(new String(unfinished, StandardCharsets.UTF_8));
      unfinished = new byte[0];
    }
    int end = last ? text.length() : Math.max(released, text.length() - heldBack);
    if (end > released && end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
      end--;
    }
    int start = Math.min(released, end);
    released = end;
    return text.substring(start, end);
  }

  /** The stop string that ended the answer, or null. */
  public @Nullable String matchedStop() {
    return matched;
  }

  private String decode(byte[] more) {
    byte[] all = more;
    if (unfinished.length > 0) {
      all = Arrays.copyOf(unfinished, unfinished.length + more.length);
      System.arraycopy(more, 0, all, unfinished.length, more.length);
    }
    int whole = all.length - unfinishedBytes(all);
    unfinished = Arrays.copyOfRange(all, whole, all.length);
    return new String(all, 0, whole, StandardCharsets.UTF_8);
  }

  /** How many bytes at the end are the beginning of a character whose rest may follow. */
  private static int unfinishedBytes(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int b = bytes[bytes.length - back] & 0xFF;
      if (b >= 0xC0) {
        int length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return length > back ? back : 0;
      }
      if (b < 0x80) {
        return 0;
      }
    }
    return 0;
  }
}
