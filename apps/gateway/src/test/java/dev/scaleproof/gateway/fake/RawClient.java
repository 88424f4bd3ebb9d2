package dev.scaleproof.gateway.fake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends given bytes and keeps the answer's bytes as they are. */
public final class RawClient implements AutoCloseable {

  /**
   * An answer.
   *
   * @param head status line and headers, with the empty line
   * @param body the bytes after it, chunk framing included
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Answer(String head, byte[] body) {
    /** The status code. */
    public int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** The body as UTF-8, chunk framing included. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** A header's value, or an empty text. */
    public String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port on the loopback interface. */
  public RawClient(int port) throws IOException {
    this(port, 0);
  }

  /** Connects with a receive buffer of this size; 0 for the usual one. */
  public RawClient(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A POST with a JSON body. */
  public static String post(String path, String json) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  /** A GET. */
  public static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n";
  }

  /** Sends this text, in UTF-8. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends these bytes. */
  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads one head, with its empty line. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("closed after: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /** Reads exactly this many bytes. */
  public byte[] readBytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("closed after " + bytes.length + " of " + count + " bytes");
    }
    return bytes;
  }

  /** Reads one answer that has a length, chunks, or no body. */
  public Answer read() throws IOException {
    return read(false);
  }

  /** Reads the answer to a HEAD request. */
  public Answer readToHead() throws IOException {
    return read(true);
  }

  private Answer read(boolean toHead) throws IOException {
    String head = readHead();
    Answer bare = new Answer(head, new byte[0]);
    if (toHead || bare.status() == 204 || bare.status() == 304) {
      return bare;
    }
    if (bare.header("transfer-encoding").equals("chunked")) {
      return new Answer(head, readChunks());
    }
    return new Answer(head, readBytes(Integer.parseInt(bare.header("content-length"))));
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    while (true) {
      String line = readLine(raw);
      int size = Integer.parseInt(line.split("[; \t]", 2)[0], 16);
      raw.write(readBytes(size));
      if (size == 0) {
        while (!readLine(raw).isEmpty()) {
          // A trailer.
        }
        return raw.toByteArray();
      }
      raw.write(readBytes(2));
    }
  }

  private String readLine(ByteArrayOutputStream raw) throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    while ((b = in.read()) != '\n') {
      if (b < 0) {
        throw new EOFException("closed in a chunk line");
      }
      raw.write(b);
      if (b != '\r') {
        line.append((char) b);
      }
    }
    raw.write(b);
    return line.toString();
  }

  /** Reads until the connection ends; a reset is an {@link IOException}. */
  public byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /** Closes with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
