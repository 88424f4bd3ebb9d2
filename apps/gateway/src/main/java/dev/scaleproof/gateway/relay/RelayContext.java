package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.config.Limits;
import dev.scaleproof.gateway.config.Timeouts;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.gateway.lifecycle.Drain;
import dev.scaleproof.gateway.metrics.GatewayMetrics;
import dev.scaleproof.gateway.pool.Pools;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all event loops share.
 *
 * @param clock nanoseconds since some moment, never negative, never backwards
 * @param upstreamChannels makes channels that fit the event loops
 * @param buffered request bodies in memory now, in bytes
 * @param jobs null without a job queue
 */
record RelayContext(
    Pools pools,
    Timeouts timeouts,
    Limits limits,
    GatewayMetrics metrics,
    Drain drain,
    LongSupplier clock,
    ChannelFactory<Channel> upstreamChannels,
    AtomicLong buffered,
    @Nullable JobRequests jobs) {}
