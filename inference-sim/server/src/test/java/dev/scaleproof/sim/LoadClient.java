package dev.scaleproof.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request on a connection of its own, and what has come back of it. Never blocks on reading.
 */
final class LoadClient implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)\r\n");
  private static final String END_OF_CHUNKS = "0\r\n\r\n";

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final StringBuilder text = new StringBuilder();
  final String path;
  final int answers;
  final boolean streamed;
  private boolean closedByServer;

  LoadClient(int port, String path, String json, int answers, boolean streamed) {
    this.path = path;
    this.answers = answers;
    this.streamed = streamed;
    String request =
        "POST %s HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, json.length(), json);
    try {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.configureBlocking(false);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Takes in what has come. */
  LoadClient read() {
    try {
      int count;
      while (!closedByServer && (count = channel.read(buffer.clear())) != 0) {
        closedByServer = count < 0;
        text.append(new String(buffer.array(), 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
      }
    } catch (IOException reset) {
      closedByServer = true;
    }
    return this;
  }

  String text() {
    return text.toString();
  }

  int status() {
    return text.isEmpty() ? 0 : Integer.parseInt(text.substring(9, 12));
  }

  boolean isClosedByServer() {
    return closedByServer;
  }

  /** Whether nothing more can come. */
  boolean isOver() {
    return closedByServer || isComplete();
  }

  /** Whether the answer has its end. */
  boolean isComplete() {
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(text.substring(0, head + 2));
    if (length.find()) {
      return text.length() >= head + 4 + Integer.parseInt(length.group(1));
    }
    return text.length() >= head + 4 + END_OF_CHUNKS.length()
        && text.lastIndexOf(END_OF_CHUNKS) == text.length() - END_OF_CHUNKS.length();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Closed is closed.
    }
  }
}
