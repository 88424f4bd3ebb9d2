package dev.scaleproof.gateway.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One model server. Thread-safe. Two replicas are the same only if they are the same object. */
public final class Replica {

  private final ReplicaSpec spec;
  private final byte[] headerLine;
  private final AtomicInteger outstanding = new AtomicInteger();
  private volatile @Nullable InetSocketAddress address;
  private volatile boolean listed = true;

  Replica(ReplicaSpec spec) {
    this.spec = spec;
    this.headerLine =
        ("x-gateway-replica: " + spec.name() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    this.address = literal(spec.url().getHost(), spec.url().getPort());
  }

  /** An address that needs no lookup, or null. */
  private static @Nullable InetSocketAddress literal(String host, int port) {
    boolean isLiteral =
        host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    try {
      if (isLiteral) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
      }
      // The one name that means the same everywhere: no start may wait for a resolver because of
      // it.
      return host.equals("localhost")
          ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
          : null;
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /** Its name, unique in its pool. */
  public String name() {
    return spec.name();
  }

  ReplicaSpec spec() {
    return spec;
  }

  /**
   * The response header line that says which replica answered, with its line end. Not to be
   * changed.
   */
  public byte[] headerLine() {
    return headerLine;
  }

  /** Where to connect; null until its name has been resolved, and a pool offers no such replica. */
  public @Nullable InetSocketAddress address() {
    return address;
  }

  void resolved(InetSocketAddress resolved) {
    address = resolved;
  }

  /** Requests that are at this replica now. */
  public int outstanding() {
    return outstanding.get();
  }

  /** Counts one more request, unless that would be more than {@code most} (0: no limit). */
  boolean tryAcquire(int most) {
    if (most == 0) {
      outstanding.getAndIncrement();
      return true;
    }
    int seen = outstanding.get();
    while (seen < most) {
      int found = outstanding.compareAndExchange(seen, seen + 1);
      if (found == seen) {
        return true;
      }
      seen = found;
    }
    return false;
  }

  void release() {
    outstanding.getAndDecrement();
  }

  /** Whether it is still in its pool; one that left finishes what it has and gets nothing new. */
  public boolean listed() {
    return listed;
  }

  void unlist() {
    listed = false;
  }

  @Override
  public String toString() {
    return spec.name() + " (" + spec.url().getHost() + ":" + spec.url().getPort() + ")";
  }
}
