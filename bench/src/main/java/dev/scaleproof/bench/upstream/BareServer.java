package dev.scaleproof.bench.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An OpenAI-compatible server with nothing behind it. A plain request is answered at once; a stream
 * gets its first token at once and then one on every tick of one schedule. The first gap of a
 * stream is therefore anything up to an interval.
 */
@Command(
    name = "bare-server",
    mixinStandardHelpOptions = true,
    description = "Streams the same chunk on a fixed schedule, for comparisons. Loopback only.")
public final class BareServer implements Callable<Integer> {
  private static final int LARGEST_REQUEST_BYTES = 1 << 20;

  @Option(names = "--port", defaultValue = "0", description = "0 for any (${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--interval-ms",
      defaultValue = "20",
      description = "time from one chunk of a stream to the next; 0: no pause (${DEFAULT-VALUE})")
  private int intervalMillis;

  @Option(names = "--threads", defaultValue = "0", description = "event loops; 0: one per core")
  private int threads;

  private BareServer() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BareServer()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    int loops = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (var group = new MultiThreadIoEventLoopGroup(loops, io)) {
      Map<EventLoop, StreamSchedule> schedules = new HashMap<>();
      long origin = System.nanoTime();
      for (int i = 0; i < loops; i++) {
        EventLoop loop = group.next();
        schedules.put(loop, new StreamSchedule(loop, origin, intervalMillis * 1_000_000L));
      }
      var listening =
          new ServerBootstrap()
              .group(group)
              .channel(channel)
              .option(ChannelOption.SO_BACKLOG, 8192)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(initializer(schedules))
              .bind("127.0.0.1", port)
              .awaitUninterruptibly();
      if (!listening.isSuccess()) {
        System.err.println("bare-server: " + listening.cause().getMessage());
        return 1;
      }
      int bound = ((InetSocketAddress) listening.channel().localAddress()).getPort();
      System.out.println("ready http://127.0.0.1:" + bound);
      listening.channel().closeFuture().await();
      return 0;
    }
  }

  private static ChannelInitializer<SocketChannel> initializer(
      Map<EventLoop, StreamSchedule> schedules) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        StreamSchedule schedule = schedules.get(channel.eventLoop());
        if (schedule == null) {
          throw new IllegalStateException("a connection on an event loop of another group");
        }
        // No response encoder: answers are bytes that were framed once.
        channel
            .pipeline()
            .addLast(
                new HttpRequestDecoder(),
                new HttpObjectAggregator(LARGEST_REQUEST_BYTES),
                new ChatHandler(schedule));
      }
    };
  }
}
