package dev.scaleproof.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection, which carries one request at a time. Confined to its lane's event
 * loop. A request is never sent twice, not even if the peer closes an idle connection at that
 * moment: what a load generator reports has to be what happened.
 */
final class Connection extends ChannelInboundHandlerAdapter implements ResponseParser.Sink {
  /**
   * How epoll's native calls begin their messages: "finishConnect(..) failed with error(-111): ".
   */
  private static final Pattern NATIVE_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private final Lane lane;
  private final ResponseParser parser = new ResponseParser(this);
  private @Nullable Channel channel;
  private @Nullable Exchange exchange;
  private @Nullable Answer answer;
  private long readAt;

  Connection(Lane lane) {
    this.lane = lane;
  }

  void assign(Exchange next, Answer begun) {
    exchange = next;
    answer = begun;
    parser.reset();
  }

  /** When the request in flight was sent. */
  long sent() {
    return exchange == null ? lane.now() : exchange.sent();
  }

  void opening(Channel opened) {
    channel = opened;
  }

  /** Connected, and the TLS handshake done where there is one. */
  void write() {
    if (channel != null && exchange != null) {
      // A failed write comes back as exceptionCaught.
      var unused =
          channel.writeAndFlush(Unpooled.wrappedBuffer(exchange.request()), channel.voidPromise());
    }
  }

  void connectFailed(Throwable cause) {
    channel = null;
    if (cause instanceof ConnectTimeoutException) {
      end(Status.CONNECT_TIMEOUT, "no connection within the connect timeout", false);
    } else {
      end(Status.CONNECT_FAILED, message(cause), false);
    }
  }

  /** Gives the request in flight up. */
  void abandon(Status status, @Nullable String why) {
    end(status, why, false);
  }

  void close() {
    if (channel != null) {
      var unused = channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf data = (ByteBuf) message;
    try {
      if (exchange == null) {
        // Bytes that nobody asked for: whatever they are, no request may be sent after them.
        lane.lost(this);
        close();
        return;
      }
      readAt = lane.now();
      byte[] scratch = lane.scratch();
      while (data.isReadable() && exchange != null) {
        int length = Math.min(scratch.length, data.readableBytes());
        data.readBytes(scratch, 0, length);
        parser.feed(scratch, 0, length);
      }
    } catch (MalformedAnswerException e) {
      end(Status.MALFORMED, e.getMessage(), false);
    } finally {
      data.release();
    }
  }

  @Override
  public void head(int status, @Nullable String replica) {
    if (answer != null) {
      answer.head(status, replica);
    }
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    if (answer != null) {
      answer.body(bytes, from, to, readAt);
    }
  }

  @Override
  public void complete(boolean reusable) {
    if (answer != null) {
      Status status = answer.complete();
      end(status, answer.error(), reusable);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (exchange == null) {
      lane.lost(this);
    } else if (!parser.closed()) {
      if (parser.headSeen()) {
        end(Status.CUT, "the connection was closed within the answer", false);
      } else {
        end(Status.RESET, "the connection was closed before the answer", false);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        write();
      } else {
        end(Status.CONNECT_FAILED, "TLS: " + message(handshake.cause()), false);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    switch (cause) {
      case SSLException e -> end(Status.RESET, "TLS: " + message(e), false);
      case IOException e -> end(Status.RESET, message(e), false);
      // Ours: the reader of records failed, or a bug. The run has been told where it is its own.
      default -> end(Status.MALFORMED, cause.toString(), false);
    }
    close();
  }

  private void end(Status status, @Nullable String why, boolean reusable) {
    Exchange ending = exchange;
    if (ending == null) {
      return;
    }
    exchange = null;
    answer = null;
    lane.released(this, reusable);
    ending.end(status, why, lane.now());
  }

  private static String message(Throwable cause) {
    String text = cause.getMessage();
    return text == null || text.isBlank()
        ? cause.getClass().getSimpleName()
        : NATIVE_CALL.matcher(text).replaceFirst("");
  }
}
