package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A real HTTP server on a free loopback port whose answers are written byte by byte by a test. */
final class ScriptedServer implements AutoCloseable {
  /** Answers one request. */
  interface Script {
    void answer(Request request, Wire wire) throws IOException, InterruptedException;
  }

  /** A request as it arrived; header names in lower case. */
  record Request(
      int number, String method, String path, Map<String, String> headers, String body) {}

  private final ServerSocket socket;
  private final Script script;
  private final String scheme;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Request> seen = new CopyOnWriteArrayList<>();
  private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();

  ScriptedServer(Script script) throws IOException {
    this(script, ServerSocketFactory.getDefault(), "http");
  }

  ScriptedServer(Script script, ServerSocketFactory sockets, String scheme) throws IOException {
    this.script = script;
    this.scheme = scheme;
    socket = sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  List<Request> seen() {
    return seen;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.incrementAndGet();
        open.put(connection, true);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      Wire wire = new Wire(connection);
      while (!connection.isClosed()) {
        String first = line(in);
        if (first.isEmpty()) {
          return;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          String[] parts = header.split(":", 2);
          headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), UTF_8);
        String[] words = first.split(" ", -1);
        Request request =
            new Request(requests.getAndIncrement(), words[0], words[1], headers, body);
        seen.add(request);
        script.answer(request, wire);
      }
    } catch (IOException e) {
      // The client went away, or the script closed the connection: both are part of tests.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(connection);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open.keySet()) {
      connection.close();
    }
  }

  /** One connection's answer side. */
  static final class Wire {
    private final Socket connection;
    private final OutputStream out;

    Wire(Socket connection) throws IOException {
      this.connection = connection;
      out = connection.getOutputStream();
    }

    Wire raw(String text) {
      try {
        out.write(text.getBytes(UTF_8));
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    /** Many small segments; cuts fall anywhere, within characters too. */
    void inPieces(String text, int size) throws IOException {
      byte[] bytes = text.getBytes(UTF_8);
      for (int from = 0; from < bytes.length; from += size) {
        out.write(bytes, from, Math.min(size, bytes.length - from));
        out.flush();
      }
    }

    void json(int status, String body) {
      raw(
          "HTTP/1.1 %d Whatever\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(status, body.getBytes(UTF_8).length, body));
    }

    void close() throws IOException {
      connection.close();
    }

    /** Closes with a TCP reset. */
    void reset() throws IOException {
      connection.setSoLinger(true, 0);
      connection.close();
    }
  }
}
