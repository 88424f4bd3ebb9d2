package dev.scaleproof.bench.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All streams of one event loop. On every tick of an absolute schedule each gets one token, in one
 * write and flush a channel: the least that any server has to do for streams at this pace. Only its
 * event loop may use it.
 */
final class StreamSchedule {
  private final EventLoop eventLoop;
  private final long originNanos;
  private final long intervalNanos;
  private final ByteBuf token;
  private final List<Stream> streams = new ArrayList<>();
  private long nextNanos;

  /**
   * @param originNanos a {@link System#nanoTime}; ticks are at whole intervals from it
   */
  StreamSchedule(EventLoop eventLoop, long originNanos, long intervalNanos) {
    this.eventLoop = eventLoop;
    this.originNanos = originNanos;
    this.intervalNanos = intervalNanos;
    this.token = direct(Answers.streamToken());
  }

  /** Begins a stream whose first token has been written and which has at least one left. */
  void add(Channel channel, ChatRequest request, boolean keepAlive) {
    streams.add(new Stream(channel, request, keepAlive));
    if (streams.size() == 1) {
      nextNanos = firstTickAfter(System.nanoTime(), originNanos, intervalNanos);
      schedule();
    }
  }

  /** The first moment after {@code now} that is whole intervals away from the origin; 0: now. */
  static long firstTickAfter(long now, long origin, long interval) {
    return interval == 0 ? now : now + interval - Math.floorMod(now - origin, interval);
  }

  private void schedule() {
    // Late ticks follow at once: the schedule does not drift, and streams catch up.
    long delay = Math.max(0, nextNanos - System.nanoTime());
    var unused = eventLoop.schedule(this::tick, delay, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    int kept = 0;
    for (int i = 0; i < streams.size(); i++) {
      Stream stream = streams.get(i);
      if (stream.write(token)) {
        streams.set(kept++, stream);
      }
    }
    streams.subList(kept, streams.size()).clear();
    if (!streams.isEmpty()) {
      nextNanos += intervalNanos;
      schedule();
    }
  }

  static ByteBuf direct(byte[] bytes) {
    ByteBuf buffer = Unpooled.directBuffer(bytes.length, bytes.length);
    return Unpooled.unreleasableBuffer(buffer.writeBytes(bytes).asReadOnly());
  }

  private static final class Stream {
    private final Channel channel;
    private final ChatRequest request;
    private final boolean keepAlive;
    private int left;

    Stream(Channel channel, ChatRequest request, boolean keepAlive) {
      this.channel = channel;
      this.request = request;
      this.keepAlive = keepAlive;
      this.left = request.tokens() - 1;
    }

    /** False when this was the last token, or the client has gone. */
    boolean write(ByteBuf token) {
      if (!channel.isActive()) {
        return false;
      }
      if (--left > 0) {
        var unused = channel.writeAndFlush(token.duplicate(), channel.voidPromise());
        return true;
      }
      var last =
          channel.writeAndFlush(
              Unpooled.wrappedBuffer(Answers.streamEnd(request.tokens(), request.usage())));
      if (!keepAlive) {
        var unused = last.addListener(ChannelFutureListener.CLOSE);
      }
      return false;
    }
  }
}
