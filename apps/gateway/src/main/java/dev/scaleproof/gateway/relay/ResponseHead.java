package dev.scaleproof.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The status line and headers of a replica's answer: read from bytes, written to bytes. Headers
 * that are relayed keep their order, case and spacing, since they are copied as lines. One a event
 * loop, reused for each answer between {@link #parse} and {@link #write}; one thread only.
 */
final class ResponseHead {

  /** How the length of the body is known (RFC 9112, 6.3). */
  enum Framing {
    /** There is no body. */
    NONE,
    /** By content-length. */
    LENGTH,
    /** By chunks. */
    CHUNKED,
    /** By the connection's end. */
    CLOSE
  }

  private static final int FIRST_LOOK = 2 << 10;
  private static final int LONGEST = 64 << 10;
  private static final int MOST_LINES = 256;
  private static final byte[] VERSION = ascii("HTTP/1.1");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");

  // A little more, so that looking for a name near the end needs no check.
  private final byte[] bytes = new byte[LONGEST + 64];

  /**
   * Line starts; a negative start is a line that is not relayed. The last entry is the head's end.
   */
  private final int[] lines = new int[MOST_LINES + 2];

  private int lineCount;
  private int status;
  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean keepAlive;
  private boolean eventStream;
  private boolean chunked;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a head from the readable bytes, without moving the reader index.
   *
   * @param toHead whether it answers a HEAD request
   * @return the head's length in bytes; 0 when it is not complete yet
   */
  int parse(ByteBuf in, boolean toHead) throws ProtocolException {
    int readable = in.readableBytes();
    int length = find(in, Math.min(readable, FIRST_LOOK));
    if (length == 0 && readable > FIRST_LOOK) {
      length = find(in, Math.min(readable, LONGEST));
    }
    if (length == 0) {
      if (readable >= LONGEST) {
        throw new ProtocolException("the response's headers are too large");
      }
      return 0;
    }
    statusLine();
    headers();
    if (toHead || status < 200 || status == 204 || status == 304) {
      framing = Framing.NONE;
    } else if (chunked) {
      framing = Framing.CHUNKED;
    } else if (contentLength >= 0) {
      framing = contentLength == 0 ? Framing.NONE : Framing.LENGTH;
    } else {
      framing = Framing.CLOSE;
      keepAlive = false;
    }
    return length;
  }

  /**
   * Copies the bytes and finds the lines; the head's length, or 0 when its empty line is not among
   * them.
   */
  private int find(ByteBuf in, int count) throws ProtocolException {
    in.getBytes(in.readerIndex(), bytes, 0, count);
    lineCount = 0;
    lines[0] = 0;
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      if (i == start || bytes[i - 1] != '\r') {
        throw new ProtocolException("a response header does not end with CRLF");
      }
      if (i == start + 1) {
        if (lineCount == 0) {
          throw new ProtocolException("the response has no status line");
        }
        return i + 1;
      }
      if (++lineCount > MOST_LINES) {
        throw new ProtocolException("the response has too many headers");
      }
      start = i + 1;
      lines[lineCount] = start;
    }
    return 0;
  }

  private void statusLine() throws ProtocolException {
    int end = lines[1] - 2;
    boolean valid = end >= 12 && bytes[8] == ' ' && (end == 12 || bytes[12] == ' ');
    for (int i = 0; valid && i < 7; i++) {
      valid = bytes[i] == VERSION[i];
    }
    status = 0;
    for (int i = 9; valid && i < 12; i++) {
      valid = bytes[i] >= '0' && bytes[i] <= '9';
      status = status * 10 + (bytes[i] - '0');
    }
    if (!valid || (bytes[7] != '1' && bytes[7] != '0') || status < 100) {
      throw new ProtocolException("the response does not begin with an HTTP/1.1 status line");
    }
    keepAlive = bytes[7] == '1';
  }

  private void headers() throws ProtocolException {
    contentLength = -1;
    chunked = false;
    eventStream = false;
    int nominating = -1;
    for (int line = 1; line < lineCount; line++) {
      int start = lines[line];
      int end = lines[line + 1] - 2;
      int colon = start;
      while (colon < end && bytes[colon] > ' ' && bytes[colon] != ':') {
        colon++;
      }
      if (colon == start || colon == end || bytes[colon] != ':') {
        throw new ProtocolException("a response header is malformed");
      }
      if (header(start, colon, end)) {
        lines[line] = -start;
        if (nominating == -1 && named(start, colon, "connection")) {
          nominating = line;
        }
      }
    }
    if (chunked && contentLength >= 0) {
      // RFC 9112, 6.1: the two contradict each other; chunked holds and the connection is not used
      // again.
      keepAlive = false;
      drop("content-length");
    }
    if (nominating != -1) {
      dropNominated();
    }
  }

  /**
   * Takes in what one header says about this connection; true when it is only about this
   * connection.
   */
  private boolean header(int start, int colon, int end) throws ProtocolException {
    return switch (colon - start) {
      case 2 -> named(start, colon, "te");
      case 7 -> named(start, colon, "upgrade");
      case 10 -> named(start, colon, "keep-alive") || connection(start, colon, end);
      case 12 -> {
        if (named(start, colon, "content-type")) {
          eventStream = hasToken(colon + 1, end, "text/event-stream");
        }
        yield false;
      }
      case 14 -> {
        if (named(start, colon, "content-length")) {
          length(number(colon + 1, end));
        }
        yield false;
      }
      case 16 -> named(start, colon, "proxy-connection");
      case 17 -> {
        if (named(start, colon, "transfer-encoding")) {
          if (!hasToken(colon + 1, end, "chunked")) {
            throw new ProtocolException("the response's transfer-encoding is not chunked");
          }
          chunked = true;
        }
        yield false;
      }
      default -> false;
    };
  }

  private boolean connection(int start, int colon, int end) {
    if (!named(start, colon, "connection")) {
      return false;
    }
    if (hasToken(colon + 1, end, "close")) {
      keepAlive = false;
    } else if (hasToken(colon + 1, end, "keep-alive")) {
      keepAlive = true;
    }
    return true;
  }

  private void length(long value) throws ProtocolException {
    if (contentLength >= 0 && value != contentLength) {
      throw new ProtocolException("the response has two content lengths");
    }
    contentLength = value;
  }

  private void dropNominated() {
    for (int line = 1; line < lineCount; line++) {
      int start = lines[line];
      if (start >= 0 && nominated(start)) {
        lines[line] = -start;
      }
    }
  }

  private boolean nominated(int headerStart) {
    int colon = headerStart;
    while (bytes[colon] != ':') {
      colon++;
    }
    // What frames the body cannot be nominated away.
    if (named(headerStart, colon, "transfer-encoding")
        || named(headerStart, colon, "content-length")) {
      return false;
    }
    String name = new String(bytes, headerStart, colon - headerStart, StandardCharsets.US_ASCII);
    for (int line = 1; line < lineCount; line++) {
      int start = -lines[line];
      if (start > 0 && named(start, start + 10, "connection") && bytes[start + 10] == ':') {
        int next = Math.abs(lines[line + 1]);
        if (hasToken(start + 11, next - 2, name.toLowerCase(java.util.Locale.ROOT))) {
          return true;
        }
      }
    }
    return false;
  }

  private void drop(String name) {
    for (int line = 1; line < lineCount; line++) {
      int start = lines[line];
      if (start > 0
          && bytes[start + name.length()] == ':'
          && named(start, start + name.length(), name)) {
        lines[line] = -start;
      }
    }
  }

  /** Whether the bytes are this name, which is in lower case. */
  private boolean named(int start, int end, String name) {
    if (end - start != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (lower(bytes[start + i]) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a list of values, separated by commas, has this one; parameters after ";" do not
   * matter.
   */
  private boolean hasToken(int start, int end, String token) {
    int i = start;
    while (i < end) {
      while (i < end && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == ',')) {
        i++;
      }
      int from = i;
      while (i < end && bytes[i] != ',' && bytes[i] != ';' && bytes[i] != ' ' && bytes[i] != '\t') {
        i++;
      }
      if (named(from, i, token)) {
        return true;
      }
      while (i < end && bytes[i] != ',') {
        i++;
      }
    }
    return false;
  }

  private long number(int start, int end) throws ProtocolException {
    int from = start;
    int to = end;
    while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
      from++;
    }
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    long value = 0;
    boolean valid = to > from && to - from <= 18;
    for (int i = from; valid && i < to; i++) {
      valid = bytes[i] >= '0' && bytes[i] <= '9';
      value = value * 10 + (bytes[i] - '0');
    }
    if (!valid) {
      throw new ProtocolException("the response's content-length is not a number");
    }
    return value;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  int status() {
    return status;
  }

  Framing framing() {
    return framing;
  }

  long contentLength() {
    return contentLength;
  }

  /** Whether the replica will take another request on this connection. */
  boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the body is server-sent events. */
  boolean eventStream() {
    return eventStream;
  }

  /**
   * Writes the head for the client: the replica's lines without those about its own connection, and
   * ours.
   *
   * @param http10 whether the client speaks HTTP/1.0, which has no chunks
   * @param clientKeepAlive whether the client's connection stays open
   * @param room more bytes that the buffer shall have room for
   */
  ByteBuf write(
      ByteBufAllocator allocator,
      boolean http10,
      boolean clientKeepAlive,
      byte[] replicaLine,
      int room) {
    int length = Math.abs(lines[lineCount]);
    ByteBuf out = allocator.ioBuffer(length + replicaLine.length + KEEP_ALIVE.length + 2 + room);
    out.writeBytes(VERSION);
    int from = 8;
    for (int line = 1; line < lineCount; line++) {
      int start = lines[line];
      boolean unwanted = start < 0 || (http10 && isTransferEncoding(start));
      if (unwanted) {
        int position = Math.abs(start);
        out.writeBytes(bytes, from, position - from);
        from = Math.abs(lines[line + 1]);
      }
    }
    out.writeBytes(bytes, from, length - from);
    out.writeBytes(replicaLine);
    if (!clientKeepAlive) {
      out.writeBytes(CLOSE);
    } else if (http10) {
      out.writeBytes(KEEP_ALIVE);
    }
    out.writeByte('\r').writeByte('\n');
    return out;
  }

  private boolean isTransferEncoding(int start) {
    return bytes[start + 17] == ':' && named(start, start + 17, "transfer-encoding");
  }
}
