package dev.scaleproof.load;

import java.util.Arrays;

/**
 * Splits bytes that arrive in pieces into lines ending in LF or CRLF. A line that lies within one
 * piece is handed over in place; only a line that spans pieces is copied. Not thread-safe.
 */
final class ByteLines {
  /** Gets a line without its end; the array is only valid during the call. */
  interface Sink {
    void line(byte[] bytes, int from, int to);
  }

  private final int limit;
  private byte[] carry = new byte[0];
  private int carried;

  /**
   * @param limit longest line in bytes
   */
  ByteLines(int limit) {
    this.limit = limit;
  }

  /** True between lines. */
  boolean atLineStart() {
    return carried == 0;
  }

  void clear() {
    carried = 0;
  }

  /**
   * Takes bytes up to the end of the next line.
   *
   * @return where to go on: after the line, or {@code to} if it does not end here (it is kept)
   * @throws MalformedAnswerException if the line is over the limit
   */
  int next(byte[] bytes, int from, int to, Sink sink) {
    int end = indexOfLineFeed(bytes, from, to);
    if (end < 0) {
      keep(bytes, from, to);
      return to;
    }
    if (carried == 0) {
      sink.line(bytes, from, withoutCarriageReturn(bytes, from, end));
    } else {
      keep(bytes, from, end);
      int length = carried;
      carried = 0;
      sink.line(carry, 0, withoutCarriageReturn(carry, 0, length));
    }
    return end + 1;
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = to - from;
    if (carried + length > limit) {
      throw new MalformedAnswerException("a line of more than " + limit + " bytes");
    }
    if (carried + length > carry.length) {
      carry = Arrays.copyOf(carry, Math.max(carried + length, 2 * carry.length));
    }
    System.arraycopy(bytes, from, carry, carried, length);
    carried += length;
  }

  private static int indexOfLineFeed(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static int withoutCarriageReturn(byte[] bytes, int from, int end) {
    return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
  }
}
