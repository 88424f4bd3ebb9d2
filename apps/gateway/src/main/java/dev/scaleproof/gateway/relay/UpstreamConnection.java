package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.pool.Replica;
import dev.scaleproof.gateway.relay.ResponseHead.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a replica: sends a request, then takes the answer apart just far enough to know
 * where it ends. The body's bytes go to the exchange in the buffers they were read into. Used by
 * its event loop's thread only.
 */
// A write, close or task that fails shows in the channel's own events.
@SuppressWarnings("FutureReturnValueIgnored")
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  private final Loop loop;
  private final Replica replica;
  private final ChunkScanner chunks = new ChunkScanner();
  private final IdleDeadline idleDeadline = new IdleDeadline();

  private @Nullable Channel channel;
  private @Nullable Exchange exchange;

  /** The beginning of an answer whose head is not complete. */
  private @Nullable ByteBuf partialHead;

  private boolean inBody;
  private boolean keepAlive;
  private boolean used;
  private boolean failed;
  private Framing framing = Framing.NONE;
  private long remaining;

  UpstreamConnection(Loop loop, Replica replica) {
    this.loop = loop;
    this.replica = replica;
  }

  private final class IdleDeadline extends Deadline {
    @Override
    void expired(long now) {
      close();
    }
  }

  Replica replica() {
    return replica;
  }

  Deadline idleDeadline() {
    return idleDeadline;
  }

  ChunkScanner chunks() {
    return chunks;
  }

  Framing framing() {
    return framing;
  }

  /**
   * Whether an earlier request has used this connection, so that the replica may have closed it
   * meanwhile.
   */
  boolean used() {
    return used;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  private Channel channel() {
    Channel open = channel;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  /** Sends a request for this exchange, which gets the answer. Takes over both buffers. */
  void send(Exchange sender, ByteBuf head, ByteBuf body) {
    loop.forget(idleDeadline);
    exchange = sender;
    inBody = false;
    Channel open = channel();
    if (body.isReadable()) {
      open.write(head, open.voidPromise());
      open.writeAndFlush(body, open.voidPromise());
    } else {
      body.release();
      open.writeAndFlush(head, open.voidPromise());
    }
  }

  boolean isActive() {
    return channel().isActive();
  }

  /** Stops reading, so that the replica stops sending. */
  void pause() {
    channel().config().setAutoRead(false);
  }

  void resume() {
    channel().config().setAutoRead(true);
  }

  /**
   * Gives up what is in flight: the replica sees the connection close and frees what the request
   * held.
   */
  void close() {
    exchange = null;
    channel().close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (exchange == null) {
      // Nobody asked: a 408 for an idle connection, or bytes after an answer's end.
      in.release();
      close();
      return;
    }
    try {
      if (inBody) {
        body(in);
      } else {
        head(in);
      }
    } catch (ProtocolException broken) {
      Exchange failed = exchange;
      close();
      if (failed != null) {
        failed.upstreamBroken(broken.getMessage());
      }
    }
  }

  private void head(ByteBuf bytes) throws ProtocolException {
    ByteBuf in = joined(bytes);
    while (exchange != null && !inBody) {
      ResponseHead head = loop.responseHead();
      int length;
      try {
        length = head.parse(in, exchange.isHead());
        if (length > 0 && head.status() == 101) {
          throw new ProtocolException("the replica switched protocols");
        }
      } catch (ProtocolException broken) {
        in.release();
        throw broken;
      }
      if (length == 0) {
        partialHead = in;
        return;
      }
      in.skipBytes(length);
      // Interim answers (100, 103) are not relayed.
      if (head.status() >= 200) {
        begin(head, in);
      }
    }
    if (exchange != null && in.isReadable()) {
      body(in);
    } else {
      in.release();
    }
  }

  private ByteBuf joined(ByteBuf bytes) {
    ByteBuf before = partialHead;
    if (before == null) {
      return bytes;
    }
    partialHead = null;
    ByteBuf both = channel().alloc().buffer(before.readableBytes() + bytes.readableBytes());
    both.writeBytes(before).writeBytes(bytes);
    before.release();
    bytes.release();
    return both;
  }

  private void begin(ResponseHead head, ByteBuf rest) {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    inBody = true;
    framing = head.framing();
    keepAlive = head.keepAlive();
    remaining = head.contentLength();
    chunks.reset();
    if (!current.upstreamHead(head)) {
      close();
      return;
    }
    if (framing == Framing.NONE) {
      end(!rest.isReadable());
    }
  }

  /** Passes on body bytes; takes over the buffer. */
  private void body(ByteBuf in) throws ProtocolException {
    Exchange current = exchange;
    if (current == null) {
      in.release();
      return;
    }
    int readable = in.readableBytes();
    switch (framing) {
      case LENGTH -> {
        if (readable < remaining) {
          remaining -= readable;
          current.upstreamBody(in);
        } else {
          last(current, in, in.readerIndex() + (int) remaining);
        }
      }
      case CHUNKED -> {
        int end;
        try {
          end = chunks.scan(in, in.readerIndex(), in.writerIndex(), current.payload());
        } catch (ProtocolException broken) {
          in.release();
          throw broken;
        }
        if (end < 0) {
          current.upstreamBody(in);
        } else {
          last(current, in, end);
        }
      }
      case CLOSE -> current.upstreamBody(in);
      case NONE -> in.release();
    }
  }

  private void last(Exchange current, ByteBuf in, int end) {
    boolean clean = end == in.writerIndex();
    in.writerIndex(end);
    current.upstreamBody(in);
    end(clean);
  }

  /** The answer is complete. */
  private void end(boolean clean) {
    Exchange ended = exchange;
    exchange = null;
    used = true;
    Channel open = channel();
    if (clean && keepAlive && open.isActive() && replica.listed()) {
      open.config().setAutoRead(true);
      loop.putIdle(this);
    } else {
      open.close();
    }
    if (ended != null) {
      ended.upstreamEnd();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.upstreamReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.removeIdle(this);
    if (partialHead != null) {
      partialHead.release();
      partialHead = null;
    }
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    exchange = null;
    if (inBody && framing == Framing.CLOSE && !failed) {
      current.upstreamEnd();
    } else {
      current.upstreamLost();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset is not an end, also where the end of the connection would be the end of the body.
    failed = true;
    ctx.close();
  }
}
