package dev.scaleproof.sim.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/** Closes a connection whose client may not have finished sending. */
@SuppressWarnings("FutureReturnValueIgnored") // whatever fails, the channel ends up closed
final class Lingering {
  private static final int SECONDS = 2;

  private Lingering() {}

  /** Sends the end of our side, and closes when the client does, at the latest after 2 s. */
  static void close(Channel channel) {
    if (!(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    duplex.shutdownOutput();
    channel.config().setAutoRead(true);
    channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
  }
}
