package dev.scaleproof.load;

import java.util.Arrays;

/**
 * Incremental reader of server-sent events, of which only {@code data} matters here (WHATWG HTML
 * section 9.2; a lone CR as line end is not understood). An event that lies within one piece of
 * input is handed over in place. Not thread-safe; one per stream.
 */
final class EventReader {
  /** Gets the data of one event; the array is only valid during the call. */
  interface Sink {
    void event(byte[] bytes, int from, int to);
  }

  private static final int LONGEST_LINE = 16 * 1024 * 1024;

  private final Sink sink;
  private final ByteLines lines = new ByteLines(LONGEST_LINE);
  private final ByteLines.Sink onLine = this::line;
  private byte[] pending = new byte[0];
  private int pendingLength = -1;

  /** The piece being fed, to see whether the line after a data line is already there, and empty. */
  private byte[] piece = pending;

  private int pieceEnd;

  EventReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws MalformedAnswerException if a line is too long to be an event of ours
   */
  void feed(byte[] bytes, int from, int to) {
    piece = bytes;
    pieceEnd = to;
    int at = from;
    while (at < to) {
      at = lines.next(bytes, at, to, onLine);
    }
  }

  /** True if the stream may end here without losing part of an event. */
  boolean betweenEvents() {
    return lines.atLineStart() && pendingLength < 0;
  }

  private void line(byte[] bytes, int from, int to) {
    if (from == to) {
      if (pendingLength >= 0) {
        int length = pendingLength;
        pendingLength = -1;
        sink.event(pending, 0, length);
      }
      return;
    }
    if (!isData(bytes, from, to)) {
      return;
    }
    int start = from + 5;
    if (start < to && bytes[start] == ' ') {
      start++;
    }
    if (pendingLength < 0 && bytes == piece && emptyLineFollows(to)) {
      sink.event(bytes, start, to);
    } else {
      keep(bytes, start, to);
    }
  }

  /** The line ends at {@code lineEnd} within the piece: is the next line there, and empty? */
  private boolean emptyLineFollows(int lineEnd) {
    int next = piece[lineEnd] == '\r' ? lineEnd + 2 : lineEnd + 1;
    return next < pieceEnd
        && (piece[next] == '\n'
            || (piece[next] == '\r' && next + 1 < pieceEnd && piece[next + 1] == '\n'));
  }

  private void keep(byte[] bytes, int from, int to) {
    int start = pendingLength < 0 ? 0 : pendingLength + 1;
    int end = start + to - from;
    if (end > LONGEST_LINE) {
      throw new MalformedAnswerException("an event of more than " + LONGEST_LINE + " bytes");
    }
    if (end > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(end, 2 * pending.length));
    }
    if (start > 0) {
      pending[start - 1] = '\n';
    }
    System.arraycopy(bytes, from, pending, start, to - from);
    pendingLength = end;
  }

  private static boolean isData(byte[] bytes, int from, int to) {
    return to - from >= 5
        && bytes[from] == 'd'
        && bytes[from + 1] == 'a'
        && bytes[from + 2] == 't'
        && bytes[from + 3] == 'a'
        && bytes[from + 4] == ':';
  }
}
