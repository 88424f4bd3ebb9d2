package dev.scaleproof.load;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop: those in use, and those that wait for the next request.
 * Confined to that loop.
 */
final class Lane {
  private static final long SWEEP_MILLIS = 100;

  /** Larger than what one read from a socket brings as a rule; longer reads go piece by piece. */
  private static final int SCRATCH_BYTES = 65_536;

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final long requestTimeoutNanos;
  private final Connector connector;
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  // In order of sending, which is the order of deadlines.
  private final Set<Connection> busy = new LinkedHashSet<>();
  private final AnswerScanner scanner = new AnswerScanner();
  private final byte[] scratch = new byte[SCRATCH_BYTES];
  private boolean closed;

  /** Opens a connection on this lane's event loop. */
  interface Connector {
    void connect(Connection connection);
  }

  Lane(EventLoop loop, LongSupplier nanoTime, long requestTimeoutNanos, Connector connector) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.requestTimeoutNanos = requestTimeoutNanos;
    this.connector = connector;
  }

  EventLoop loop() {
    return loop;
  }

  void startSweeping() {
    var unused =
        loop.scheduleWithFixedDelay(
            this::endLate, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Carries the exchange over an idle connection, the one used last, or over a new one. */
  void send(Exchange exchange) {
    if (closed) {
      exchange.begin(now(), scanner);
      exchange.end(Status.CANCELLED, null, now());
      return;
    }
    Connection connection = idle.pollLast();
    boolean fresh = connection == null;
    if (connection == null) {
      connection = new Connection(this);
    }
    busy.add(connection);
    connection.assign(exchange, exchange.begin(now(), scanner));
    if (fresh) {
      connector.connect(connection);
    } else {
      connection.write();
    }
  }

  /** Ends everything in flight as cancelled and closes all connections. */
  void close() {
    closed = true;
    for (Connection connection : List.copyOf(busy)) {
      connection.abandon(Status.CANCELLED, null);
    }
    for (Connection connection : List.copyOf(idle)) {
      connection.close();
    }
    idle.clear();
  }

  private void endLate() {
    long now = now();
    List<Connection> late = new ArrayList<>();
    for (Connection connection : busy) {
      if (now - connection.sent() < requestTimeoutNanos) {
        break;
      }
      late.add(connection);
    }
    for (Connection connection : late) {
      connection.abandon(Status.TIMEOUT, "not complete within the request timeout");
    }
  }

  /** The connection has ended its exchange. */
  void released(Connection connection, boolean reusable) {
    busy.remove(connection);
    if (reusable && !closed) {
      idle.addLast(connection);
    } else {
      connection.close();
    }
  }

  /** The peer closed a connection that waits. */
  void lost(Connection connection) {
    idle.remove(connection);
  }

  byte[] scratch() {
    return scratch;
  }

  long now() {
    return nanoTime.getAsLong();
  }
}
