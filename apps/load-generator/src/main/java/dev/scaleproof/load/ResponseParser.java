package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Incremental HTTP/1.1 response parser (RFC 9112): bodies by length, in chunks, or until the
 * connection closes. It works on plain arrays and creates nothing per body piece, because a load
 * generator's cost per streamed token is its figure of merit. Not thread-safe; reusable for one
 * response after another.
 */
final class ResponseParser {
  /** Gets the parts of a response in order. */
  interface Sink {
    /**
     * The final response's head; 1xx responses are skipped.
     *
     * @param replica value of {@code x-gateway-replica}
     */
    void head(int status, @Nullable String replica);

    /** A piece of the body; the array is only valid during the call. */
    void body(byte[] bytes, int from, int to);

    /**
     * The response is complete.
     *
     * @param reusable the connection may carry another request
     */
    void complete(boolean reusable);
  }

  private enum State {
    STATUS_LINE,
    HEADERS,
    LENGTH_BODY,
    CLOSE_BODY,
    CHUNK_SIZE,
    CHUNK_BODY,
    CHUNK_END,
    TRAILERS,
    COMPLETE
  }

  private static final int LONGEST_LINE = 65_536;

  private final Sink sink;
  private final ByteLines lines = new ByteLines(LONGEST_LINE);
  private final ByteLines.Sink onLine = this::line;
  private State state = State.STATUS_LINE;
  private int status;
  private long remaining;
  private boolean chunked;
  private boolean lengthKnown;
  private boolean keepAlive;
  private @Nullable String replica;

  ResponseParser(Sink sink) {
    this.sink = sink;
  }

  /** Makes ready for the next response on the same connection. */
  void reset() {
    state = State.STATUS_LINE;
    lines.clear();
    startHead();
  }

  /** True if nothing of the response has come yet. */
  boolean untouched() {
    return state == State.STATUS_LINE && lines.atLineStart();
  }

  /** True once the head is complete. */
  boolean headSeen() {
    return state.compareTo(State.HEADERS) > 0;
  }

  /**
   * Takes the next bytes of the connection.
   *
   * @throws MalformedAnswerException if they are not an HTTP/1.x response
   */
  void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      switch (state) {
        case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS ->
            at = lines.next(bytes, at, to, onLine);
        case LENGTH_BODY, CHUNK_BODY -> at = takeBody(bytes, at, to);
        case CLOSE_BODY -> {
          sink.body(bytes, at, to);
          at = to;
        }
        case COMPLETE -> throw new MalformedAnswerException("bytes after the end of the answer");
      }
    }
  }

  /**
   * The connection was closed.
   *
   * @return true if that is the regular end of the body
   */
  boolean closed() {
    if (state != State.CLOSE_BODY) {
      return false;
    }
    complete(false);
    return true;
  }

  private int takeBody(byte[] bytes, int at, int to) {
    int end = (int) Math.min(to, at + remaining);
    remaining -= end - at;
    // Before the sink is told, so that a sink that looks at this parser sees the state after.
    boolean last = remaining == 0;
    sink.body(bytes, at, end);
    if (last) {
      if (state == State.CHUNK_BODY) {
        state = State.CHUNK_END;
      } else {
        complete(keepAlive);
      }
    }
    return end;
  }

  private void line(byte[] bytes, int from, int to) {
    switch (state) {
      case STATUS_LINE -> statusLine(bytes, from, to);
      case HEADERS -> {
        if (from == to) {
          headComplete();
        } else {
          header(bytes, from, to);
        }
      }
      case CHUNK_SIZE -> chunkSize(bytes, from, to);
      case CHUNK_END -> {
        if (from != to) {
          throw new MalformedAnswerException("a chunk is longer than its size says");
        }
        state = State.CHUNK_SIZE;
      }
      case TRAILERS -> {
        if (from == to) {
          complete(keepAlive);
        }
      }
      default -> throw new IllegalStateException(state.name());
    }
  }

  private void statusLine(byte[] bytes, int from, int to) {
    // "HTTP/1.1 200 OK"
    if (to - from < 12
        || bytes[from] != 'H'
        || bytes[from + 4] != '/'
        || bytes[from + 5] != '1'
        || bytes[from + 8] != ' ') {
      throw new MalformedAnswerException("not an HTTP/1.1 answer: " + excerpt(bytes, from, to));
    }
    startHead();
    status = 0;
    for (int i = from + 9; i < from + 12; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedAnswerException("no status code: " + excerpt(bytes, from, to));
      }
      status = 10 * status + digit;
    }
    keepAlive = bytes[from + 7] != '0';
    state = State.HEADERS;
  }

  private void startHead() {
    chunked = false;
    lengthKnown = false;
    remaining = 0;
    replica = null;
  }

  private void header(byte[] bytes, int from, int to) {
    int colon = from;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    if (nameIs(bytes, from, colon, "content-length")) {
      try {
        remaining = Long.parseLong(value(bytes, colon, to));
      } catch (NumberFormatException e) {
        throw new MalformedAnswerException("content-length is no number");
      }
      lengthKnown = remaining >= 0;
    } else if (nameIs(bytes, from, colon, "transfer-encoding")) {
      chunked = value(bytes, colon, to).toLowerCase(Locale.ROOT).endsWith("chunked");
    } else if (nameIs(bytes, from, colon, "connection")) {
      String value = value(bytes, colon, to).toLowerCase(Locale.ROOT);
      if (value.contains("close")) {
        keepAlive = false;
      } else if (value.contains("keep-alive")) {
        keepAlive = true;
      }
    } else if (nameIs(bytes, from, colon, "x-gateway-replica")) {
      replica = value(bytes, colon, to);
    }
  }

  private void headComplete() {
    if (status / 100 == 1) {
      state = State.STATUS_LINE;
      return;
    }
    if (status == 204 || status == 304) {
      chunked = false;
      lengthKnown = true;
      remaining = 0;
    }
    if (chunked) {
      state = State.CHUNK_SIZE;
    } else {
      state = lengthKnown ? State.LENGTH_BODY : State.CLOSE_BODY;
    }
    sink.head(status, replica);
    if (state == State.LENGTH_BODY && remaining == 0) {
      complete(keepAlive);
    }
  }

  private void chunkSize(byte[] bytes, int from, int to) {
    long size = 0;
    int at = from;
    for (; at < to; at++) {
      int digit = Character.digit(bytes[at], 16);
      if (digit < 0) {
        break;
      }
      size = 16 * size + digit;
      if (size > Integer.MAX_VALUE) {
        throw new MalformedAnswerException("a chunk of more than 2 GiB");
      }
    }
    // What may follow the size is a chunk extension or white space.
    if (at == from || (at < to && bytes[at] != ';' && bytes[at] != ' ' && bytes[at] != '\t')) {
      throw new MalformedAnswerException("no chunk size: " + excerpt(bytes, from, to));
    }
    remaining = size;
    state = size == 0 ? State.TRAILERS : State.CHUNK_BODY;
  }

  private void complete(boolean reusable) {
    state = State.COMPLETE;
    sink.complete(reusable);
  }

  private static boolean nameIs(byte[] bytes, int from, int to, String lowerCaseName) {
    if (to - from != lowerCaseName.length()) {
      return false;
    }
    for (int i = 0; i < lowerCaseName.length(); i++) {
      // Letters of both cases differ in bit 0x20; '-' has that bit set already.
      if ((bytes[from + i] | 0x20) != lowerCaseName.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String value(byte[] bytes, int colon, int to) {
    return colon >= to ? "" : new String(bytes, colon + 1, to - colon - 1, ISO_8859_1).strip();
  }

  private static String excerpt(byte[] bytes, int from, int to) {
    return new String(bytes, from, Math.min(to - from, 60), ISO_8859_1)
        .replaceAll("[^\\x20-\\x7e]", "?");
  }
}
