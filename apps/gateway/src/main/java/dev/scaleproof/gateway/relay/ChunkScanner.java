package dev.scaleproof.gateway.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a chunked body (RFC 9112, 7.1) in bytes that go past in any pieces, without
 * changing or copying them: data is skipped by arithmetic, only the lines between are looked at.
 * Strict: line ends are CRLF. Reusable after {@link #reset}; one thread only.
 */
final class ChunkScanner {

  private static final int LONGEST_EXTENSION = 4 << 10;
  private static final int LONGEST_TRAILERS = 32 << 10;
  private static final int MOST_DIGITS = 15;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER,
    TRAILER_LF,
    END_LF,
    DONE
  }

  private State state = State.SIZE;
  private long remaining;
  private int digits;
  private int lineLength;
  private byte last;
  private byte secondLast;

  void reset() {
    state = State.SIZE;
    remaining = 0;
    digits = 0;
    lineLength = 0;
    last = '\n';
    secondLast = '\n';
  }

  /**
   * Goes over the bytes of {@code in} from index {@code from} to {@code to}.
   *
   * @param payload gets the data without the framing, if not null
   * @return the index after the body's last byte, or -1 when the body goes on after {@code to}
   */
  int scan(ByteBuf in, int from, int to, @Nullable ByteBuf payload) throws ProtocolException {
    int i = from;
    while (i < to) {
      if (state == State.DATA) {
        int count = (int) Math.min(remaining, to - i);
        if (payload != null) {
          payload.writeBytes(in, i, count);
        }
        i += count;
        remaining -= count;
        secondLast = count > 1 ? in.getByte(i - 2) : last;
        last = in.getByte(i - 1);
        if (remaining == 0) {
          state = State.DATA_CR;
        }
        continue;
      }
      byte b = in.getByte(i++);
      if (between(b)) {
        return i;
      }
    }
    return -1;
  }

  /** Takes one byte outside the data; true when it was the body's last. */
  private boolean between(byte b) throws ProtocolException {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> {
        if (b == '\r') {
          state = State.SIZE_LF;
        } else if (b == '\n' || ++lineLength > LONGEST_EXTENSION) {
          throw new ProtocolException("a chunk's extension is malformed or too long");
        }
      }
      case SIZE_LF -> {
        expect(b, '\n');
        lineLength = 0;
        state = remaining == 0 ? State.TRAILER_START : State.DATA;
      }
      case DATA_CR -> {
        expect(b, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(b, '\n');
        digits = 0;
        state = State.SIZE;
      }
      case TRAILER_START -> state = b == '\r' ? State.END_LF : trailer(b);
      case TRAILER -> state = b == '\r' ? State.TRAILER_LF : trailer(b);
      case TRAILER_LF -> {
        expect(b, '\n');
        state = State.TRAILER_START;
      }
      case END_LF -> {
        expect(b, '\n');
        state = State.DONE;
        return true;
      }
      case DATA, DONE -> throw new IllegalStateException("nothing to take in " + state);
    }
    return false;
  }

  private void size(byte b) throws ProtocolException {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      if (++digits > MOST_DIGITS) {
        throw new ProtocolException("a chunk's size is too large");
      }
      remaining = (remaining << 4) | digit;
      return;
    }
    if (digits == 0) {
      throw new ProtocolException("a chunk does not begin with its size");
    }
    lineLength = 0;
    switch (b) {
      case '\r' -> state = State.SIZE_LF;
      case ';', ' ', '\t' -> state = State.EXTENSION;
      default -> throw new ProtocolException("a chunk's size is malformed");
    }
  }

  private State trailer(byte b) throws ProtocolException {
    if (b == '\n' || ++lineLength > LONGEST_TRAILERS) {
      throw new ProtocolException("a trailer is malformed or too long");
    }
    return State.TRAILER;
  }

  private static void expect(byte b, char wanted) throws ProtocolException {
    if (b != wanted) {
      throw new ProtocolException("chunked framing is broken");
    }
  }

  /** Whether the next byte would begin a new chunk, so that one of our own can be put in. */
  boolean atChunkBoundary() {
    return state == State.SIZE && digits == 0;
  }

  /** Whether the data so far ends with an empty line, which is where a server-sent event ends. */
  boolean atEventEnd() {
    return last == '\n' && (secondLast == '\n' || secondLast == '\r');
  }
}
