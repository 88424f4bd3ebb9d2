package dev.scaleproof.bench.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers one connection's requests, which come one after another. */
final class ChatHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final ByteBuf MODELS = StreamSchedule.direct(Answers.models());
  private static final ByteBuf HEALTH = StreamSchedule.direct(Answers.health());
  private static final ByteBuf NOT_FOUND = StreamSchedule.direct(Answers.notFound());
  private static final ByteBuf STREAM_START = StreamSchedule.direct(Answers.streamStart());

  /** Few distinct lengths are asked for, so that an answer costs a look-up and a write. */
  private static final Map<Integer, ByteBuf> WHOLE = new ConcurrentHashMap<>();

  private final StreamSchedule schedule;

  ChatHandler(StreamSchedule schedule) {
    this.schedule = schedule;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    switch (request.uri()) {
      case "/v1/chat/completions" ->
          answer(context, ChatRequest.parse(request.content().toString(ISO_8859_1)), keepAlive);
      case "/v1/models" -> write(context, MODELS, keepAlive);
      // sglang-router asks for these two before it takes a server into use.
      case "/health", "/health_generate" -> write(context, HEALTH, keepAlive);
      default -> write(context, NOT_FOUND, keepAlive);
    }
  }

  private void answer(ChannelHandlerContext context, ChatRequest request, boolean keepAlive) {
    if (!request.stream()) {
      write(
          context,
          WHOLE.computeIfAbsent(
              request.tokens(), tokens -> StreamSchedule.direct(Answers.whole(tokens))),
          keepAlive);
    } else if (request.tokens() == 1) {
      var unused = context.write(STREAM_START.duplicate(), context.voidPromise());
      write(context, Unpooled.wrappedBuffer(Answers.streamEnd(1, request.usage())), keepAlive);
    } else {
      var unused = context.writeAndFlush(STREAM_START.duplicate(), context.voidPromise());
      schedule.add(context.channel(), request, keepAlive);
    }
  }

  private static void write(ChannelHandlerContext context, ByteBuf answer, boolean keepAlive) {
    var written = context.writeAndFlush(answer.duplicate());
    if (!keepAlive) {
      var unused = written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client that leaves is part of every load; anything else should be seen.
    if (!(cause instanceof IOException)) {
      System.err.println("upstream: " + cause);
    }
    var unused = context.close();
  }
}
