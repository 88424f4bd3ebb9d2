package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.chat.ChatQuestion;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.metrics.Route;
import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.Pools;
import dev.scaleproof.gateway.relay.Exchange.Prepared;
import dev.scaleproof.jobs.JobDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: takes its requests one after the other, relays those that are ours and
 * lets the framework answer the others. Stands between the request decoder and the framework's
 * handlers. Used by its event loop's thread only.
 */
// A write, close or task that fails shows in the channel's own events.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter {

  /** What a client may send ahead of its turn before it is no longer read from. */
  private static final int MOST_PIPELINED = 64;

  private static final long LINGER_NANOS = 2_000_000_000L;

  private enum Mode {
    /** Waiting for a request. */
    IDLE,
    /** In the middle of a request that will be relayed. */
    READING,
    /** Relaying. */
    ANSWERING,
    /** The framework answers. */
    LOCAL,
    /** Nothing more is taken: what comes is thrown away until the client closes. */
    CLOSING
  }

  private final Loop loop;
  private final IdleDeadline deadline = new IdleDeadline();
  private final ArrayDeque<Object> pipelined = new ArrayDeque<>(0);

  private @Nullable ChannelHandlerContext context;
  private Mode mode = Mode.IDLE;
  private boolean localRead;
  private boolean localAnswered;
  private boolean localHead;
  private boolean keepAlive;
  private boolean http10;
  private boolean replaying;

  private @Nullable HttpRequest request;
  private Route route = Route.LOCAL;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private long buffered;
  private long largestBody;
  private @Nullable Answering exchange;

  ClientConnection(Loop loop) {
    this.loop = loop;
  }

  private final class IdleDeadline extends Deadline {
    @Override
    void expired(long now) {
      expiresAt = NEVER;
      if (mode == Mode.READING) {
        refuse(ApiError.slowRequest());
      } else {
        context().close();
      }
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    if (added == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return added;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    loop.add(this);
    idle();
    loop.watch(deadline);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.remove(this);
    loop.forget(deadline);
    dropBody();
    pipelined.forEach(ReferenceCountUtil::release);
    pipelined.clear();
    Answering current = exchange;
    if (current != null) {
      exchange = null;
      current.cancel();
      current.dispose();
    }
    mode = Mode.CLOSING;
    ctx.fireChannelInactive();
  }

  private void idle() {
    mode = Mode.IDLE;
    deadline.expiresAt = loop.now() + loop.context().timeouts().clientIdle().toNanos();
  }

  // Requests.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (mode) {
      case IDLE, READING -> take(message);
      case LOCAL -> {
        if (localRead) {
          queue(message);
        } else {
          takeLocal(message);
        }
      }
      case ANSWERING -> queue(message);
      case CLOSING -> ReferenceCountUtil.release(message);
    }
  }

  private void queue(Object message) {
    pipelined.addLast(message);
    if (pipelined.size() >= MOST_PIPELINED) {
      context().channel().config().setAutoRead(false);
    }
  }

  private void take(Object message) {
    if (message instanceof HttpRequest head) {
      begin(head);
    } else if (message instanceof HttpContent content) {
      try {
        append(content);
      } finally {
        content.release();
      }
      if (mode == Mode.READING && message instanceof LastHttpContent) {
        complete();
      }
    }
  }

  private void begin(HttpRequest head) {
    keepAlive = HttpUtil.isKeepAlive(head) && !loop.context().drain().isDraining();
    if (head.decoderResult().isFailure()) {
      refuseMalformed(head.decoderResult().cause());
      return;
    }
    route = Route.of(head.uri());
    if (route == Route.LOCAL) {
      mode = Mode.LOCAL;
      deadline.expiresAt = Deadline.NEVER;
      localRead = false;
      localAnswered = false;
      localHead = HttpMethod.HEAD.equals(head.method());
      takeLocal(head);
      return;
    }
    mode = Mode.READING;
    request = head;
    largestBody = loop.context().limits().requestBytes();
    if (route == Route.JOBS) {
      largestBody = Math.min(largestBody, JobDocument.LARGEST);
    }
    deadline.expiresAt = loop.now() + loop.context().timeouts().clientRead().toNanos();
    long announced = HttpUtil.isContentLengthSet(head) ? HttpUtil.getContentLength(head, -1L) : 0;
    if (announced > largestBody) {
      refuse(ApiError.tooLarge(largestBody));
    } else if (HttpUtil.is100ContinueExpected(head)) {
      writeAscii("HTTP/1.1 100 Continue\r\n\r\n");
      flush();
    }
  }

  private void append(HttpContent content) {
    int more = content.content().readableBytes();
    if (mode != Mode.READING || more == 0) {
      if (mode == Mode.READING && content.decoderResult().isFailure()) {
        refuseMalformed(content.decoderResult().cause());
      }
      return;
    }
    if (body.readableBytes() + (long) more > largestBody) {
      refuse(ApiError.tooLarge(largestBody));
      return;
    }
    buffered += more;
    if (loop.context().buffered().addAndGet(more) > loop.context().limits().bufferedBytes()) {
      refuse(ApiError.bufferFull());
      return;
    }
    if (!body.isReadable()) {
      body = content.content().retain();
      return;
    }
    if (!(body instanceof CompositeByteBuf)) {
      body = allocator().compositeBuffer(64).addComponent(true, body);
    }
    ((CompositeByteBuf) body).addComponent(true, content.content().retain());
  }

  /** The request is complete: where does it go? */
  private void complete() {
    HttpRequest head = request;
    if (head == null) {
      return;
    }
    request = null;
    mode = Mode.ANSWERING;
    deadline.expiresAt = Deadline.NEVER;
    http10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    Pools pools = loop.context().pools();
    if (route.ofJobs() || (route == Route.CHAT && loop.context().jobs() != null)) {
      JobRoutes.answer(this, loop, route, head, ByteBufUtil.getBytes(body));
    } else if (route == Route.CHAT) {
      chat(head, pools);
    } else if (route == Route.MODELS
        && HttpMethod.GET.equals(head.method())
        && !relaysModels(pools)) {
      answerHere(200, ModelList.json(pools.models()), "");
    } else {
      relay(head, pools);
    }
  }

  /**
   * One pool's own list says more (the context's length); but several have to be put together, and
   * none cannot say.
   */
  private static boolean relaysModels(Pools pools) {
    return pools.count() == 1
        && (pools.first().usableReplicas() > 0 || pools.defaultModel() == null);
  }

  private void relay(HttpRequest head, Pools pools) {
    String model = pools.oneForAll() ? null : ModelScan.model(body);
    Pool pool = pools.forModel(model);
    if (pool == null) {
      ApiError error = ApiError.unknownModel(String.valueOf(model), pools.models());
      answerHere(error.status(), error.json(), "");
      return;
    }
    ByteBuf sent = takeBody();
    ByteBuf sentHead = RequestHead.write(allocator(), head, sent.readableBytes());
    boolean isHead = HttpMethod.HEAD.equals(head.method());
    start(
        new RelayExchange(
            loop, pool, new Prepared(route, isHead, sentHead, sent, takeBuffered()), this, http10));
  }

  private void chat(HttpRequest head, Pools pools) {
    if (!HttpMethod.POST.equals(head.method())) {
      answerHere(
          405,
          "{\"detail\":\"Method Not Allowed\"}".getBytes(StandardCharsets.US_ASCII),
          "allow: POST\r\n");
      return;
    }
    ChatQuestion question;
    try {
      question = ChatQuestion.parse(ByteBufUtil.getBytes(body));
    } catch (ChatQuestion.Invalid invalid) {
      ApiError error = ApiError.badRequest(String.valueOf(invalid.getMessage()), invalid.param());
      answerHere(error.status(), error.json(), "");
      return;
    }
    takeBody().release();
    byte[] completion = question.toCompletion(pools.defaultModel());
    ByteBuf sentHead = RequestHead.ofCompletion(allocator(), head, completion.length);
    Prepared prepared =
        new Prepared(route, false, sentHead, Unpooled.wrappedBuffer(completion), takeBuffered());
    start(new ChatExchange(loop, pools.first(), prepared, this));
  }

  private void start(Exchange started) {
    exchange = started;
    started.start();
  }

  /** The request is answered by this from now on; its body is needed no more. */
  void begun(Answering answering) {
    takeBody().release();
    exchange = answering;
  }

  void answerHere(ApiError error) {
    answerHere(error.status(), error.json(), retryAfter(error));
  }

  /** Answers a complete request without any replica. */
  void answerHere(int status, byte[] json, String moreHeaders) {
    loop.context().metrics().unrouted(route, status);
    dropBody();
    reply(status, json, moreHeaders, keepAlive);
    answered(keepAlive);
  }

  private ByteBuf takeBody() {
    ByteBuf taken = body;
    body = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  /** From now on the exchange gives back what its body takes from the common memory. */
  long takeBuffered() {
    long taken = buffered;
    buffered = 0;
    return taken;
  }

  private void dropBody() {
    body.release();
    body = Unpooled.EMPTY_BUFFER;
    loop.context().buffered().addAndGet(-buffered);
    buffered = 0;
    request = null;
  }

  private void refuseMalformed(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      refuse(
          new ApiError(
              431,
              "Request Header Fields Too Large",
              "The request's headers are too large.",
              null,
              0));
    } else {
      refuse(ApiError.badRequest("The request is not valid HTTP.", null));
    }
  }

  /**
   * Answers in the middle of a request, whose rest is thrown away until the client has seen the
   * answer.
   */
  private void refuse(ApiError error) {
    loop.context().metrics().unrouted(route, error.status());
    dropBody();
    reply(error, false);
    closeGently();
  }

  // The framework's requests.

  private void takeLocal(Object message) {
    localRead = message instanceof LastHttpContent;
    context().fireChannelRead(message);
    if (localRead) {
      context().fireChannelReadComplete();
      nextAfterLocal();
    }
  }

  boolean localIsHead() {
    return localHead;
  }

  void localAnswered() {
    localAnswered = true;
    // Not from within the framework's write: it has more to do.
    loop.eventLoop().execute(this::nextAfterLocal);
  }

  private void nextAfterLocal() {
    if (mode == Mode.LOCAL && localRead && localAnswered) {
      if (keepAlive) {
        idle();
        replay();
      } else {
        closeAfterFlush();
      }
    }
  }

  // Answers.

  ByteBufAllocator allocator() {
    return context().alloc();
  }

  /** Whether the client wants its connection kept open, and we too. */
  boolean keepAlive() {
    return keepAlive && !loop.context().drain().isDraining();
  }

  boolean isHttp10() {
    return http10;
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  void write(ByteBuf bytes) {
    ChannelHandlerContext ctx = context();
    ctx.write(bytes, ctx.voidPromise());
  }

  void flush() {
    context().flush();
  }

  private void writeAscii(String text) {
    write(ByteBufUtil.writeAscii(allocator(), text));
  }

  /** Answers with an error of our own. */
  void reply(ApiError error, boolean keptAlive) {
    reply(error.status(), error.json(), retryAfter(error), keptAlive);
  }

  private static String retryAfter(ApiError error) {
    return error.retryAfterSeconds() > 0
        ? "retry-after: " + error.retryAfterSeconds() + "\r\n"
        : "";
  }

  /** Answers with 204, which has no body, and is done. */
  void replyNothing(boolean keptAlive) {
    writeAscii("HTTP/1.1 204 No Content\r\n" + connection(keptAlive) + "\r\n");
    flush();
    answered(keptAlive);
  }

  private String connection(boolean keptAlive) {
    return keptAlive ? (http10 ? "connection: keep-alive\r\n" : "") : "connection: close\r\n";
  }

  /** Answers with JSON of our own. */
  void reply(int status, byte[] json, String moreHeaders, boolean keptAlive) {
    String head =
        "HTTP/1.1 "
            + HttpResponseStatus.valueOf(status)
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + json.length
            + "\r\n"
            + moreHeaders
            + connection(keptAlive)
            + "\r\n";
    ByteBuf out = allocator().ioBuffer(head.length() + json.length);
    out.writeCharSequence(head, StandardCharsets.US_ASCII);
    out.writeBytes(json);
    write(out);
    flush();
  }

  /** The answer is complete and flushed: the next request, or the end. */
  void answered(boolean stayOpen) {
    exchange = null;
    if (mode != Mode.ANSWERING) {
      return;
    }
    if (stayOpen) {
      idle();
      replay();
    } else {
      closeAfterFlush();
    }
  }

  /** Takes what came ahead of its turn. */
  private void replay() {
    if (replaying || pipelined.isEmpty()) {
      return;
    }
    replaying = true;
    try {
      while (!pipelined.isEmpty()
          && (mode == Mode.IDLE || mode == Mode.READING || (mode == Mode.LOCAL && !localRead))) {
        Object message = pipelined.pollFirst();
        if (message != null) {
          channelRead(context(), message);
        }
      }
    } finally {
      replaying = false;
    }
    if (pipelined.size() < MOST_PIPELINED) {
      context().channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (mode == Mode.LOCAL) {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Answering current = exchange;
    if (current == null) {
      ctx.fireChannelWritabilityChanged();
    } else if (ctx.channel().isWritable()) {
      current.clientReady();
    }
  }

  // The end.

  /** No request may follow; what is in flight goes on. */
  void drain() {
    Answering current = exchange;
    if (mode == Mode.IDLE) {
      context().close();
    } else if (current != null) {
      current.drain();
    }
  }

  private void closeAfterFlush() {
    mode = Mode.CLOSING;
    deadline.expiresAt = loop.now() + LINGER_NANOS;
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Closes our half, and the rest when the client does or after two seconds: closing at once while
   * the client still sends would make its system throw away the answer.
   */
  private void closeGently() {
    mode = Mode.CLOSING;
    deadline.expiresAt = loop.now() + LINGER_NANOS;
    if (context().channel() instanceof DuplexChannel channel) {
      context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.shutdownOutput());
    } else {
      closeAfterFlush();
    }
  }

  /** Makes the coming close a reset, which no client takes for an orderly end. */
  void resetAfterFlush() {
    context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
  }

  void abort() {
    context().close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
