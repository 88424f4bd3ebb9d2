package dev.scaleproof.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP client that sends bytes as they are and shows the bytes that come back. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a JSON request that keeps the connection. */
  RawClient post(String path, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return send(
        "POST %s HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, length, json));
  }

  /** Everything until the server closes. */
  String readAll() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** What has come and has not been read, without waiting. */
  String readSoFar() {
    try {
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** What comes until {@code end} has come. */
  String readUntil(String end) {
    try {
      StringBuilder text = new StringBuilder();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      while (text.indexOf(end) < 0) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new AssertionError("closed before '" + end + "': " + text);
        }
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      return text.toString();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // Closed is closed.
    }
  }
}
