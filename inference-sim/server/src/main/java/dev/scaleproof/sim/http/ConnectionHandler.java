package dev.scaleproof.sim.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection, behind the codec and in front of Micronaut's own handler, which gets the
 * requests of {@link #DELEGATED} only. Requests are answered one after another; a pipelined one
 * waits, and nothing is read meanwhile. Chunks of streamed answers are encoded here and written
 * past the codec's encoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel: noticed there
final class ConnectionHandler extends ChannelDuplexHandler {
  /** Paths that Micronaut's controllers answer. */
  static final String DELEGATED = "/sim/";

  private final ServerContext server;
  private final Deque<Object> pipelined = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ResponseWriter writer;
  private @Nullable Exchange exchange;
  private @Nullable RequestBody body;
  private boolean requestComplete = true;
  private boolean delegated;
  private boolean closing;

  ConnectionHandler(ServerContext server) {
    this.server = server;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    writer = new ResponseWriter(context, server.settings());
    context.channel().config().setAutoRead(true);
  }

  ChannelHandlerContext context() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      // The answer is out; what the client still sends is not wanted.
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest && (exchange != null || delegated)) {
      pipelined.add(message);
      context.channel().config().setAutoRead(false);
    } else if (!pipelined.isEmpty()) {
      pipelined.add(message);
    } else {
      accept(context, message);
    }
  }

  private void accept(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      begin(context, request);
    } else if (delegated) {
      requestComplete |= message instanceof LastHttpContent;
      context.fireChannelRead(message);
      return;
    }
    if (message instanceof HttpContent content && !delegated) {
      content(content);
    }
    if (!delegated) {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    requestComplete = false;
    String path = RequestPath.of(request.uri());
    if (request.decoderResult().isSuccess()
        && path.startsWith(DELEGATED)
        && !server.routes().has(path)) {
      delegated = true;
      context.fireChannelRead(request);
      return;
    }
    Entrance entrance = Entrance.of(server, request, path);
    Exchange started =
        new Exchange(this, request, path, entrance.handlerName(), server.clock().now());
    exchange = started;
    body = null;
    Response refusal = entrance.refusal();
    if (refusal != null) {
      if (entrance.closes()) {
        closing = true;
      }
      started.respond(refusal);
      return;
    }
    body = new RequestBody(entrance.handler(), server.settings().maxBodyBytes());
    if (HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void content(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    Exchange open = exchange;
    RequestBody collected = body;
    if (open != null && collected != null && open.isOpen()) {
      if (!collected.add(content.content())) {
        body = null;
        closing = true;
        open.respond(Entrance.tooLarge(server.settings().maxBodyBytes()));
        return;
      }
      if (last) {
        requestComplete = true;
        body = null;
        open.body(collected.bytes());
        collected.handler().handle(open);
        return;
      }
    }
    if (last) {
      requestComplete = true;
      next();
    }
  }

  /** Goes on to the next request once this one has come in and has been answered. */
  private void next() {
    Exchange answered = exchange;
    if (!requestComplete || (answered != null && answered.isOpen())) {
      return;
    }
    exchange = null;
    delegated = false;
    ChannelHandlerContext context = context();
    while (!pipelined.isEmpty() && exchange == null && !delegated && !closing) {
      accept(context, pipelined.poll());
      while (!pipelined.isEmpty() && !requestComplete) {
        accept(context, pipelined.poll());
      }
    }
    if (pipelined.isEmpty()) {
      context.channel().config().setAutoRead(true);
    }
  }

  void sendFull(Exchange answered, Response response) {
    count(answered);
    writer().full(answered.head(), response, closing);
    next();
  }

  ResponseWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return writer;
  }

  void sendEnd(Exchange streamed) {
    count(streamed);
    writer().end(streamed.head());
    next();
  }

  private void count(Exchange answered) {
    if (!answered.handlerName().isEmpty()) {
      server
          .observer()
          .answered(
              answered.handlerName(),
              answered.method(),
              answered.status(),
              (server.clock().now() - answered.startedAt()) / 1e9,
              Math.max(0, HttpUtil.getContentLength(answered.head(), 0L)),
              answered.bodyBytesSent());
    }
  }

  /** Watches for the end of an answer that Micronaut sends. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean last = delegated && message instanceof LastHttpContent;
    context.write(message, promise);
    if (last) {
      requestComplete = true;
      context.executor().execute(this::next);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Exchange open = exchange;
    exchange = null;
    if (open != null && open.isOpen()) {
      count(open);
      open.gone();
    }
    body = null;
    pipelined.forEach(ReferenceCountUtil::release);
    pipelined.clear();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset by the client, or a bug: either way this connection cannot go on.
    context.close();
  }
}
