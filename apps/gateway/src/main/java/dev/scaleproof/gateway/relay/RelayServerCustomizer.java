package dev.scaleproof.gateway.relay;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts the relay into the framework's HTTP/1.1 pipeline: {@code decoder, relay, encoder,
 * framework}. Relayed bytes pass only the decoder (requests) or nothing at all (answers).
 */
// A write, close or task that fails shows in the channel's own events.
@SuppressWarnings("FutureReturnValueIgnored")
final class RelayServerCustomizer implements NettyServerCustomizer {

  private static final int LONGEST_REQUEST_LINE = 16 << 10;
  private static final int LARGEST_HEADERS = 64 << 10;
  private static final int LARGEST_PIECE = 64 << 10;

  private final RelayContext context;
  private final Map<EventLoop, Loop> loops;
  private final Queue<Channel> listeners;
  private final @Nullable Channel channel;

  RelayServerCustomizer(RelayContext context) {
    this(context, new ConcurrentHashMap<>(), new ConcurrentLinkedQueue<>(), null);
  }

  private RelayServerCustomizer(
      RelayContext context,
      Map<EventLoop, Loop> loops,
      Queue<Channel> listeners,
      @Nullable Channel channel) {
    this.context = context;
    this.loops = loops;
    this.listeners = listeners;
    this.channel = channel;
  }

  @Override
  public NettyServerCustomizer specializeForChannel(Channel specific, ChannelRole role) {
    if (role == ChannelRole.LISTENER) {
      listeners.add(specific);
    }
    return new RelayServerCustomizer(context, loops, listeners, specific);
  }

  @Override
  public void onStreamPipelineBuilt() {
    Channel connection = channel;
    if (connection == null) {
      throw new IllegalStateException("not a connection's customizer");
    }
    connection.config().setOption(ChannelOption.TCP_NODELAY, true);
    Loop loop = loops.computeIfAbsent(connection.eventLoop(), key -> new Loop(context, key));
    ClientConnection client = new ClientConnection(loop);
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
            .setMaxHeaderSize(LARGEST_HEADERS)
            .setMaxChunkSize(LARGEST_PIECE);
    ChannelPipeline pipeline = connection.pipeline();
    String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
    pipeline.addBefore(codec, "relay-request-decoder", new HttpRequestDecoder(config));
    pipeline.addBefore(codec, "relay", client);
    pipeline.replace(codec, codec, new LocalResponseEncoder(client));
    // The framework asks for each read; the relay reads all the time, or a client that leaves would
    // not be seen.
    connection.config().setAutoRead(true);
  }

  /** Stops taking new connections and closes those without a request. */
  void drain() {
    listeners.forEach(Channel::close);
    loops.forEach((eventLoop, loop) -> eventLoop.execute(loop::drain));
  }
}
