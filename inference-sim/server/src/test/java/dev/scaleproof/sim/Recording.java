package dev.scaleproof.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One exchange recorded from vLLM 0.32: heads with plain line ends, bodies as they were. */
record Recording(String name, Message request, Message response) {
  /** Half an exchange; the body of a chunked one still has its chunks' lengths. */
  record Message(String head, String body) {
    static Message of(String text) {
      int end = text.indexOf("\n\n");
      return end < 0
          ? new Message(text.stripTrailing(), "")
          : new Message(text.substring(0, end), text.substring(end + 2));
    }

    /** A header's value, or an empty string. */
    String header(String header) {
      String start = header.toLowerCase(Locale.ROOT) + ": ";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()))
          .findFirst()
          .orElse("");
    }
  }

  static Recording read(Path file) {
    try {
      String all = Files.readString(file, StandardCharsets.UTF_8);
      int request = all.indexOf(">>> REQUEST\n");
      int response = all.indexOf("<<< RESPONSE\n");
      return new Recording(
          file.getFileName().toString().replace(".txt", ""),
          // The last line end before the mark is the recorder's.
          Message.of(all.substring(request + ">>> REQUEST\n".length(), response - 1)),
          Message.of(all.substring(response + "<<< RESPONSE\n".length())));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The request as bytes for the wire. */
  byte[] requestBytes() {
    String body = request.header("content-length").isEmpty() ? "" : request.body();
    String head = request.head().lines().map(line -> line + "\r\n").reduce("", String::concat);
    return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }
}
