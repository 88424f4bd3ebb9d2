package dev.scaleproof.sim.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Writes one connection's answers. Heads and ends go through the codec; chunks are framed here and
 * go past its encoder, which would take one object and one more buffer for each.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel: noticed there
final class ResponseWriter {
  private static final String HEX = "0123456789abcdef";

  /** Eight digits of length and two line ends. */
  private static final int LONGEST_FRAME = 12;

  private final ChannelHandlerContext context;
  private final ChannelHandlerContext codec;
  private final HttpSettings settings;
  private final ChunkBuffer buffer = ChunkBuffer.ofThisThread();
  private @Nullable ByteBuf unwritten;
  private boolean chunked;

  ResponseWriter(ChannelHandlerContext context, HttpSettings settings) {
    this.context = context;
    this.codec = context.pipeline().context(HttpServerCodec.class);
    this.settings = settings;
  }

  /**
   * Sends a whole answer.
   *
   * @param giveUp whether the rest of what the client sends is not wanted
   */
  void full(HttpRequest request, Response response, boolean giveUp) {
    boolean close = giveUp || !keepsAlive(request);
    DefaultFullHttpResponse full =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    Heads.fill(full.headers(), settings, request, response, close);
    if (giveUp) {
      // The client may still be sending: closing at once could reset the connection under the
      // answer.
      context.writeAndFlush(full).addListener(future -> Lingering.close(context.channel()));
    } else if (close) {
      context.writeAndFlush(full).addListener(ChannelFutureListener.CLOSE);
    } else {
      context.writeAndFlush(full, context.voidPromise());
    }
  }

  /** Queues the head of a streamed answer. */
  void head(HttpRequest request, String contentType) {
    chunked = request.protocolVersion().isKeepAliveDefault();
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    Heads.fillStreamed(
        head.headers(), settings, request, contentType, !keepsAlive(request), chunked);
    context.write(head, context.voidPromise());
  }

  /**
   * Begins a chunk of a streamed answer: a buffer with room for that many bytes of payload, behind
   * the chunk's length and whatever is not sent yet. It stays this object's.
   */
  ByteBuf chunk(int bytes) {
    ByteBuf chunk = unwritten;
    if (chunk == null) {
      chunk = buffer.take(context.alloc(), bytes + LONGEST_FRAME);
      unwritten = chunk;
    } else {
      chunk.ensureWritable(bytes + LONGEST_FRAME);
    }
    if (chunked) {
      int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(bytes)) / 4);
      for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        chunk.writeByte(HEX.charAt((bytes >> shift) & 15));
      }
      chunk.writeShort(('\r' << 8) | '\n');
    }
    return chunk;
  }

  /** Ends the chunk that {@link #chunk} began. */
  void endChunk(ByteBuf chunk) {
    if (chunked) {
      chunk.writeShort(('\r' << 8) | '\n');
    }
  }

  /** Sends what there is, and closes the connection of a reader that lags. */
  void flush() {
    writeChunks();
    codec.flush();
    if (!codec.channel().isWritable()) {
      // A reader this slow would grow our memory without bound.
      codec.close();
    }
  }

  private void writeChunks() {
    if (unwritten != null) {
      codec.write(unwritten, codec.voidPromise());
      unwritten = null;
    }
  }

  /** Queues the end of a streamed answer. */
  void end(HttpRequest request) {
    writeChunks();
    if (keepsAlive(request)) {
      context.write(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
    } else {
      context.write(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static boolean keepsAlive(HttpRequest request) {
    // As uvicorn, which never keeps an HTTP/1.0 connection.
    return request.protocolVersion().isKeepAliveDefault() && HttpUtil.isKeepAlive(request);
  }
}
