package dev.scaleproof.jobs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a client and Redis that can be cut: a cut one swallows what is sent and breaks
 * no connection, as a partition does.
 */
final class TcpProxy implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean cut;

  TcpProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void cut() {
    cut = true;
  }

  /** Both sides find out that the connections of before are dead. */
  void heal() {
    cut = false;
    sockets.forEach(TcpProxy::closeQuietly);
  }

  /** Only who connects from now on gets there. */
  void leadNewcomersTo(int port) {
    target = port;
  }

  /** As a service's address does after a failover. */
  void leadTo(int port) {
    leadNewcomersTo(port);
    sockets.forEach(TcpProxy::closeQuietly);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> join(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void join(Socket client) {
    sockets.add(client);
    try {
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(redis);
      Thread.startVirtualThread(() -> pump(redis, client));
      pump(client, redis);
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        if (!cut) {
          to.getOutputStream().write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // One side is gone, so the other goes too.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed enough.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(TcpProxy::closeQuietly);
  }
}
