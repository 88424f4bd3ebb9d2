package dev.scaleproof.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client for one address, built to be cheap per received piece: own event loops, native
 * epoll where there is one, no pipeline beyond the connection's handler (and TLS).
 */
final class Client implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final List<Lane> lanes = new ArrayList<>();
  private final InetSocketAddress address;
  private final @Nullable SslContext tls;
  private final Bootstrap bootstrap;
  private final int connectTimeoutMillis;
  private int nextLane;

  /**
   * Resolves the name and starts the event loops; connects to nothing yet.
   *
   * @throws UnknownHostException if the target's name does not resolve
   */
  Client(LoadPlan plan, LongSupplier nanoTime) throws UnknownHostException {
    address =
        new InetSocketAddress(InetAddress.getByName(plan.target().getHost()), port(plan.target()));
    tls = "https".equals(plan.target().getScheme()) ? tlsContext(plan.insecure()) : null;
    connectTimeoutMillis = millis(plan.connectTimeout());
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            plan.eventLoops(), new DefaultThreadFactory("load", true), handlers);
    bootstrap =
        new Bootstrap()
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis);
    for (int i = 0; i < plan.eventLoops(); i++) {
      EventLoop loop = group.next();
      Lane lane = new Lane(loop, nanoTime, plan.requestTimeout().toNanos(), c -> connect(loop, c));
      lanes.add(lane);
      loop.execute(lane::startSweeping);
    }
  }

  /** The loop on which to call {@link #send}, and the only one if the plan asks for one. */
  EventLoop control() {
    return lanes.getFirst().loop();
  }

  /** Sends on the next event loop in turn. To be called on {@link #control()}. */
  void send(Exchange exchange) {
    Lane lane = lanes.get(nextLane);
    nextLane = (nextLane + 1) % lanes.size();
    if (lane.loop().inEventLoop()) {
      lane.send(exchange);
    } else {
      lane.loop().execute(() -> lane.send(exchange));
    }
  }

  /** Ends all that is in flight as {@link Status#CANCELLED}; returns at once. */
  void cancel() {
    for (Lane lane : lanes) {
      lane.loop().execute(lane::close);
    }
  }

  /** Frees threads and connections; returns at once. */
  @Override
  public void close() {
    cancel();
    var unused = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  private void connect(EventLoop loop, Connection connection) {
    ChannelFuture connecting =
        bootstrap
            .clone(loop)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tlsHandler(tls, channel));
                    }
                    channel.pipeline().addLast(connection);
                  }
                })
            .connect(address);
    Channel channel = connecting.channel();
    connection.opening(channel);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            connection.connectFailed(done.cause());
          } else if (tls == null) {
            connection.write();
          }
        });
  }

  private SslHandler tlsHandler(SslContext context, SocketChannel channel) {
    SslHandler handler =
        context.newHandler(channel.alloc(), address.getHostString(), address.getPort());
    handler.setHandshakeTimeoutMillis(connectTimeoutMillis);
    return handler;
  }

  private static SslContext tlsContext(boolean insecure) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (insecure) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm("");
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  private static int port(URI target) {
    if (target.getPort() >= 0) {
      return target.getPort();
    }
    return "https".equals(target.getScheme()) ? 443 : 80;
  }

  private static int millis(Duration duration) {
    return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
  }
}
