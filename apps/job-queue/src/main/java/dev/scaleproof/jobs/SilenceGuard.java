package dev.scaleproof.jobs;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection that was written to and then gave nothing back for too long: a network that
 * swallows packets breaks no connection by itself. The client then opens another. One instance a
 * connection, used on its event loop only.
 */
final class SilenceGuard extends ChannelDuplexHandler {
  private final long limitNanos;
  private boolean waiting;
  private long silentSince;
  private boolean scheduled;

  SilenceGuard(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (!waiting) {
      waiting = true;
      silentSince = System.nanoTime();
      watch(context, limitNanos);
    }
    super.write(context, message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    waiting = false;
    super.channelRead(context, message);
  }

  /** One timer at a time, that looks again when it comes too early. */
  private void watch(ChannelHandlerContext context, long nanos) {
    if (scheduled) {
      return;
    }
    scheduled = true;
    var unused = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext context) {
    scheduled = false;
    if (!waiting || !context.channel().isActive()) {
      return;
    }
    long left = limitNanos - (System.nanoTime() - silentSince);
    if (left > 0) {
      watch(context, left);
    } else {
      var unused = context.close();
    }
  }
}
