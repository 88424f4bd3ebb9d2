package dev.scaleproof.sim.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import jakarta.inject.Singleton;

/**
 * Puts a {@link ConnectionHandler} into each connection of Micronaut's server: a Reactor operator a
 * token would cost several times what writing it does.
 */
@Singleton
final class ServerPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private final ServerContext server;

  ServerPipeline(ServerContext server) {
    this.server = server;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Listener(server));
    return registry;
  }

  private record Listener(ServerContext server) implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.CONNECTION ? new Connection(server, channel) : this;
    }
  }

  private record Connection(ServerContext server, Channel channel)
      implements NettyServerCustomizer {
    @Override
    public void onStreamPipelineBuilt() {
      int high = server.settings().maxUnreadBytes();
      channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
      channel
          .pipeline()
          .addBefore(
              ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
              "simulator",
              new ConnectionHandler(server));
    }
  }
}
