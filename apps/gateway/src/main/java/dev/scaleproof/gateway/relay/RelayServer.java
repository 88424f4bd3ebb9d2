package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.gateway.lifecycle.Drain;
import dev.scaleproof.gateway.metrics.GatewayMetrics;
import dev.scaleproof.gateway.pool.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.DefaultEventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.http.netty.channel.NettyChannelType;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The relay as a part of the application: registers itself with the HTTP server, and drains. */
@Singleton
public final class RelayServer implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  private final RelayServerCustomizer customizer;
  private final Drain drain;

  RelayServer(
      Settings settings,
      Pools pools,
      MeterRegistry meters,
      Drain drain,
      EventLoopGroupFactory channels,
      EventLoopGroupRegistry eventLoops,
      Optional<JobRequests> jobs) {
    this.drain = drain;
    EventLoopGroupConfiguration configuration =
        eventLoops
            .getEventLoopGroupConfiguration(EventLoopGroupConfiguration.DEFAULT)
            .orElseGet(DefaultEventLoopGroupConfiguration::new);
    long start = System.nanoTime();
    LongSupplier clock = () -> System.nanoTime() - start;
    this.customizer =
        new RelayServerCustomizer(
            new RelayContext(
                pools,
                settings.timeouts(),
                settings.limits(),
                new GatewayMetrics(meters, pools),
                drain,
                clock,
                () -> channels.channelInstance(NettyChannelType.CLIENT_SOCKET, configuration),
                new AtomicLong(),
                jobs.orElse(null)));
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(customizer);
    return event.getBean();
  }

  /** Turns new clients away; requests in flight go on, and their connections close behind them. */
  public void drain() {
    drain.begin();
    customizer.drain();
  }
}
