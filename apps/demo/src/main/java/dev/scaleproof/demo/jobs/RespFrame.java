package dev.scaleproof.demo.jobs;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One command as a Redis client sends it: an array of byte strings, of Redis' protocol (RESP 2 and
 * 3 alike).
 */
record RespFrame(List<byte[]> words) {
  private static final int LONGEST = 64 << 20;

  RespFrame {
    words = List.copyOf(words);
  }

  /** The next command; null at the end. */
  static @Nullable RespFrame read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    if (first != '*') {
      throw new IOException("not a command of a Redis client");
    }
    int count = number(in);
    List<byte[]> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (in.read() != '$') {
        throw new IOException("not a command of a Redis client");
      }
      int length = number(in);
      byte[] word = in.readNBytes(length);
      if (word.length < length || in.read() != '\r' || in.read() != '\n') {
        throw new EOFException("ends within a command");
      }
      words.add(word);
    }
    return new RespFrame(words);
  }

  private static int number(InputStream in) throws IOException {
    int number = 0;
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < '0' || next > '9' || number > LONGEST) {
        throw new IOException("not a length in a command of a Redis client");
      }
      number = number * 10 + next - '0';
    }
    if (in.read() != '\n') {
      throw new IOException("not a length in a command of a Redis client");
    }
    return number;
  }

  /** A word as text; empty when there are not so many. */
  String word(int index) {
    return index < words.size() ? new String(words.get(index), StandardCharsets.UTF_8) : "";
  }

  boolean is(String command) {
    return word(0).equalsIgnoreCase(command);
  }

  /** The same with other words; what is not text stays as it is. */
  RespFrame map(UnaryOperator<String> change) {
    List<byte[]> changed = new ArrayList<>();
    for (byte[] word : words) {
      String text = new String(word, StandardCharsets.ISO_8859_1);
      String other = change.apply(text);
      changed.add(text.equals(other) ? word : other.getBytes(StandardCharsets.ISO_8859_1));
    }
    return new RespFrame(changed);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] word : words) {
      out.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(word);
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }
}
