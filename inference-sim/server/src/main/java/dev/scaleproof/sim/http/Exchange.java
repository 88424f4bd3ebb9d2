package dev.scaleproof.sim.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. All methods belong to the connection's event loop. An exchange is
 * answered exactly once, with {@link #respond} or with {@link #stream} and {@link #end}; after its
 * client went away nothing is sent any more, and every method is harmless.
 */
public final class Exchange {
  private enum State {
    OPEN,
    STREAMING,
    ENDED
  }

  private final ConnectionHandler connection;
  private final ResponseWriter writer;
  private final HttpRequest head;
  private final String path;
  private final String handlerName;
  private final long startedAt;
  private byte[] body = {};
  private @Nullable Runnable whenGone;
  private @Nullable Consumer<Exchange> whenAnswered;
  private State state = State.OPEN;
  private int status = 200;
  private boolean dirty;
  private long bodyBytesSent;

  Exchange(
      ConnectionHandler connection, HttpRequest head, String path, String handlerName, long now) {
    this.connection = connection;
    this.writer = connection.writer();
    this.head = head;
    this.path = path;
    this.handlerName = handlerName;
    this.startedAt = now;
  }

  public String method() {
    return head.method().name();
  }

  /** Without the query. */
  public String path() {
    return path;
  }

  /** The values of a query parameter, decoded, in their order. */
  public List<String> query(String name) {
    return new QueryStringDecoder(head.uri()).parameters().getOrDefault(name, List.of());
  }

  /** A request header, or null. */
  public @Nullable String header(String name) {
    return headers().get(name);
  }

  HttpHeaders headers() {
    return head.headers();
  }

  HttpRequest head() {
    return head;
  }

  /** The whole request body. */
  public byte[] body() {
    return body;
  }

  void body(byte[] bytes) {
    body = bytes;
  }

  public EventLoop eventLoop() {
    return connection.context().channel().eventLoop();
  }

  /** Runs when the client is gone before the answer was complete; not after a complete answer. */
  public void whenGone(Runnable action) {
    whenGone = action;
  }

  /** Runs when {@link #respond} has sent an answer. */
  public void whenAnswered(Consumer<Exchange> action) {
    whenAnswered = action;
  }

  /** Whether an answer can still be sent. */
  public boolean isOpen() {
    return state != State.ENDED;
  }

  /** Sends a complete answer. */
  public void respond(Response response) {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDED;
    status = response.status();
    bodyBytesSent = response.body().length;
    connection.sendFull(this, response);
    if (whenAnswered != null) {
      whenAnswered.accept(this);
    }
  }

  /** Sends the head of a streamed answer at once. */
  public void stream(String contentType) {
    if (state == State.OPEN) {
      state = State.STREAMING;
      writer.head(head, contentType);
    }
  }

  public ChannelHandlerContext context() {
    return connection.context();
  }

  /**
   * A buffer for {@link #write} with room for {@code bytes} of payload; the chunk's length, and
   * what was queued before, is in front of it already.
   */
  public ByteBuf chunk(int bytes) {
    // What nobody wants must not get among the chunks of the connection's next answer.
    return state == State.STREAMING ? writer.chunk(bytes) : Unpooled.buffer(bytes);
  }

  /** Queues what was put into the buffer from {@link #chunk}, which is this object's again. */
  public void write(ByteBuf chunk) {
    if (state != State.STREAMING) {
      chunk.release();
      return;
    }
    dirty = true;
    writer.endChunk(chunk);
  }

  /** Sends what was queued. */
  public void flush() {
    if (dirty) {
      dirty = false;
      writer.flush();
    }
  }

  /** Ends a streamed answer. */
  public void end() {
    if (state == State.STREAMING) {
      state = State.ENDED;
      connection.sendEnd(this);
      dirty = true;
    }
  }

  /** Closes the connection in the middle of the answer. */
  @SuppressWarnings("FutureReturnValueIgnored") // closing cannot usefully fail
  public void cut() {
    connection.context().close();
  }

  /** The connection closed: reports it unless the answer was complete. */
  void gone() {
    if (state != State.ENDED) {
      state = State.ENDED;
      if (whenGone != null) {
        whenGone.run();
      }
    }
  }

  /** The answer's status; 200 before there is one. */
  public int status() {
    return status;
  }

  String handlerName() {
    return handlerName;
  }

  long startedAt() {
    return startedAt;
  }

  long bodyBytesSent() {
    return bodyBytesSent;
  }
}
