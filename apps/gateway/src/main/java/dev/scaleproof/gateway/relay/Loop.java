package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.pool.Replica;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one event loop: its clients, its own pool of connections to each replica and its
 * deadlines. A client's requests use only connections of the client's loop, so that a byte never
 * changes threads. Used by its loop's thread only.
 */
// A write, close or task that fails shows in the channel's own events.
@SuppressWarnings("FutureReturnValueIgnored")
final class Loop {

  private static final long SWEEP_MILLIS = 50;

  private final RelayContext context;
  private final EventLoop eventLoop;
  private final Deadline.List deadlines = new Deadline.List();
  private final Map<Replica, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
  private final Set<ClientConnection> clients = new HashSet<>();
  private final ResponseHead responseHead = new ResponseHead();
  private final RandomGenerator random = new SplittableRandom();
  private final Bootstrap bootstrap;
  private boolean sweeping;

  Loop(RelayContext context, EventLoop eventLoop) {
    this.context = context;
    this.eventLoop = eventLoop;
    this.bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channelFactory(context.upstreamChannels())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(context.timeouts().connect().toMillis(), Integer.MAX_VALUE));
  }

  RelayContext context() {
    return context;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  RandomGenerator random() {
    return random;
  }

  /** Reused for each answer's head. */
  ResponseHead responseHead() {
    return responseHead;
  }

  long now() {
    return context.clock().getAsLong();
  }

  void add(ClientConnection client) {
    clients.add(client);
  }

  void remove(ClientConnection client) {
    clients.remove(client);
  }

  void watch(Deadline deadline) {
    deadlines.add(deadline);
    if (!sweeping) {
      sweeping = true;
      scheduleSweep();
    }
  }

  void forget(Deadline deadline) {
    deadlines.remove(deadline);
  }

  private void scheduleSweep() {
    eventLoop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    deadlines.sweep(now());
    sweeping = !deadlines.isEmpty();
    if (sweeping) {
      scheduleSweep();
    }
  }

  /** The connection to this replica that was used last, or null when none is idle. */
  @Nullable UpstreamConnection takeIdle(Replica replica) {
    ArrayDeque<UpstreamConnection> stack = idle.get(replica);
    if (stack == null) {
      return null;
    }
    UpstreamConnection connection = stack.pollLast();
    // One that is closing leaves the stack only with its own event, which may come after this.
    while (connection != null && !connection.isActive()) {
      connection = stack.pollLast();
    }
    if (stack.isEmpty()) {
      idle.remove(replica);
    }
    return connection;
  }

  void putIdle(UpstreamConnection connection) {
    connection.idleDeadline().expiresAt = now() + context.timeouts().upstreamIdle().toNanos();
    idle.computeIfAbsent(connection.replica(), key -> new ArrayDeque<>()).addLast(connection);
    watch(connection.idleDeadline());
  }

  void removeIdle(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> stack = idle.get(connection.replica());
    if (stack != null && stack.removeLastOccurrence(connection) && stack.isEmpty()) {
      idle.remove(connection.replica());
    }
    forget(connection.idleDeadline());
  }

  /** Connects to a replica for an exchange, which is told how it went. */
  void connect(Replica replica, InetSocketAddress address, Exchange exchange) {
    UpstreamConnection connection = new UpstreamConnection(this, replica);
    ChannelFuture connecting = bootstrap.clone().handler(connection).connect(address);
    connecting.addListener(
        done -> {
          Throwable cause = done.cause();
          if (cause == null) {
            exchange.connected(connection);
          } else {
            exchange.connectFailed(cause);
          }
        });
  }

  /** Closes clients that have no request; the others close when theirs has ended. */
  void drain() {
    List.copyOf(clients).forEach(ClientConnection::drain);
  }
}
