package dev.scaleproof.gateway.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A model server that does exactly what its script says, request by request. */
public final class FakeUpstream implements AutoCloseable {

  /**
   * What to do with one request. The connection is read again afterwards unless the script closed
   * it.
   */
  @FunctionalInterface
  public interface Script {
    /** Answers, or does not. */
    void handle(Request request, Connection connection) throws Exception;
  }

  /**
   * A request as it arrived.
   *
   * @param head request line and headers, with the empty line
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Request(String head, byte[] body) {
    /** The body as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The first line. */
    public String line() {
      return head.substring(0, head.indexOf("\r\n"));
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  private FakeUpstream(int port, Script script) throws IOException {
    this.server = new ServerSocket();
    this.server.setReuseAddress(true);
    this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** Starts on a free port. */
  public static FakeUpstream start(Script script) throws IOException {
    return new FakeUpstream(0, script);
  }

  /** Starts on this port. */
  public static FakeUpstream startOn(int port, Script script) throws IOException {
    return new FakeUpstream(port, script);
  }

  /** A port on which nothing listens. */
  public static int closedPort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** A script that writes these bytes for each request. */
  public static Script writing(byte[] response) {
    return (request, connection) -> connection.write(response);
  }

  /** A script that writes this text, in UTF-8, for each request. */
  public static Script writing(String response) {
    return writing(response.getBytes(StandardCharsets.UTF_8));
  }

  /** A whole answer with this body. */
  public static String ok(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** The head of a stream of events. */
  public static String streamHead() {
    return "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";
  }

  /** One chunk. */
  public static String chunk(String data) {
    return Integer.toHexString(data.getBytes(StandardCharsets.UTF_8).length)
        + "\r\n"
        + data
        + "\r\n";
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Connection connection = new Connection(socket);
      while (!socket.isClosed()) {
        Request request = connection.read();
        requests.add(request);
        script.handle(request, connection);
      }
    } catch (Exception ended) {
      // The other side has closed, or the script wants it so.
    }
  }

  /** Its URL. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Its port. */
  public int port() {
    return server.getLocalPort();
  }

  /** The name that the gateway gives it when it comes from {@code --upstreams}. */
  public String name() {
    return "127.0.0.1:" + port();
  }

  /** What has arrived, in order. */
  public List<Request> requests() {
    return requests;
  }

  /** How many connections were made. */
  public int connections() {
    return accepted.get();
  }

  /** Resets every connection and refuses new ones, as a killed process does. */
  public void kill() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      reset(socket);
    }
  }

  private static void reset(Socket socket) throws IOException {
    if (!socket.isClosed()) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException alreadyClosed) {
        return;
      }
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  /** One connection of the gateway. */
  public static final class Connection {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new java.io.BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    private Request read() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          throw new IOException("closed");
        }
        head.append((char) b);
      }
      int length = 0;
      for (String line : head.toString().split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      return new Request(head.toString(), in.readNBytes(length));
    }

    /** Writes these bytes at once. */
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Writes this text, in UTF-8, at once. */
    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes in good order. */
    public void close() throws IOException {
      socket.close();
    }

    /** Resets. */
    public void reset() throws IOException {
      FakeUpstream.reset(socket);
    }

    /** Waits until the gateway closes the connection; false if it did not within the time. */
    public boolean awaitClosedByGateway(Duration most) throws IOException {
      socket.setSoTimeout((int) most.toMillis());
      try {
        return in.read() < 0;
      } catch (java.net.SocketTimeoutException stillOpen) {
        return false;
      } catch (SocketException reset) {
        return true;
      }
    }
  }
}
