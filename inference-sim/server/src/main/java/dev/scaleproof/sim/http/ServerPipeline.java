package dev.scaleproof.sim.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Puts a {@link ConnectionHandler} into each connection of Micronaut's server: a Reactor operator a
 * token would cost several times what writing it does.
 */
@Singleton
public final class ServerPipeline
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private final ServerContext server;
  private final Queue<Channel> listening = new ConcurrentLinkedQueue<>();

  ServerPipeline(ServerContext server) {
    this.server = server;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Listener(server, listening));
    return registry;
  }

  /**
   * Refuses connections from now on: the framework's own stop returns while its event loops are
   * still closing what they listen on. Blocks for as long as that takes.
   */
  public void stopListening() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private record Listener(ServerContext server, Queue<Channel> listening)
      implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (role == ChannelRole.LISTENER) {
        listening.add(channel);
      }
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
