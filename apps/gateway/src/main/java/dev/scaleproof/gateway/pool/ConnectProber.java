package dev.scaleproof.gateway.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Resolves and connects, again and again with growing pauses, one virtual thread per replica that
 * is out. A connection that stands is proof enough: model servers refuse connections until they can
 * serve.
 */
final class ConnectProber implements Prober {

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Duration connectTimeout;

  ConnectProber(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  @Override
  public void watch(Replica replica, Duration rest, Runnable usable) {
    Thread.ofVirtual().name("probe-" + replica.name()).start(() -> probe(replica, rest, usable));
  }

  private void probe(Replica replica, Duration rest, Runnable usable) {
    try {
      Thread.sleep(rest);
      for (int attempt = 0; replica.listed(); attempt++) {
        if (attempt > 0 || replica.address() != null) {
          Thread.sleep(pauseMillis(attempt));
        }
        if (connects(replica)) {
          usable.run();
          return;
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** 50 ms, doubling up to 1 s: a restarted server is found at once, a dead one costs little. */
  static long pauseMillis(int attempt) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
  }

  private boolean connects(Replica replica) {
    URI url = replica.spec().url();
    try (Socket socket = new Socket()) {
      InetSocketAddress target =
          new InetSocketAddress(InetAddress.getAllByName(url.getHost())[0], url.getPort());
      socket.connect(target, (int) Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE));
      replica.resolved(target);
      return true;
    } catch (IOException stillOut) {
      return false;
    }
  }
}
