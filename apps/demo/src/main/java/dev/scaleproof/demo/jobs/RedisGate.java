package dev.scaleproof.demo.jobs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The way from one worker's process to Redis. A pod that has not joined yet must not take a job,
 * but a worker takes jobs from when it is up; so its process, which was started ahead, is in a
 * waiting room: every name of the queue means another queue of its own, until the gate opens. From
 * then on commands pass as they are. Neither the worker nor Redis has to know about it.
 *
 * <p>A read that waits in Redis would go on waiting in the room. Such a read is answered here, that
 * nothing has come: after the time it asked for, and at once when the gate opens.
 *
 * <p>Thread-safe.
 */
final class RedisGate implements AutoCloseable {
  /** Between two ends of a read that waits: a worker whose wait is over asks again at once. */
  private static final long LEAST_WAIT_MILLIS = 10;

  private final InetSocketAddress redis;
  private final String queue;
  private final String room;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object turn = new Object();
  private volatile boolean open;
  private long calls;

  /**
   * Listens on a port of this machine.
   *
   * @param queue that the worker is told to take jobs of; a name that nothing else has
   * @param room the queue that it stands for until the gate opens
   */
  RedisGate(InetSocketAddress redis, String queue, String room) throws IOException {
    this.redis = redis;
    this.queue = queue;
    this.room = room;
    this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate-" + room).start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Lets the worker have jobs. */
  void open() {
    synchronized (turn) {
      open = true;
      turn.notifyAll();
    }
  }

  /** Ends a read that waits, so that the worker looks into its room now. */
  void call() {
    synchronized (turn) {
      calls++;
      turn.notifyAll();
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    sockets.forEach(RedisGate::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // That is what it is to be.
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket worker = server.accept();
        sockets.add(worker);
        Thread.ofVirtual().start(() -> serve(worker));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket worker) {
    try (worker;
        Socket upstream = new Socket()) {
      sockets.add(upstream);
      worker.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(redis);
      Thread.ofVirtual().start(() -> answers(upstream, worker));
      commands(worker, upstream.getOutputStream());
    } catch (IOException broken) {
      // Closing both ends is all that there is to do about it; the worker connects again.
    } finally {
      sockets.remove(worker);
    }
  }

  private void answers(Socket upstream, Socket worker) {
    try (upstream;
        worker) {
      InputStream from = upstream.getInputStream();
      OutputStream to = worker.getOutputStream();
      byte[] buffer = new byte[16 << 10];
      for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
        synchronized (worker) {
          to.write(buffer, 0, length);
          to.flush();
        }
      }
    } catch (IOException broken) {
      // As above.
    } finally {
      sockets.remove(upstream);
    }
  }

  private void commands(Socket worker, OutputStream upstream) throws IOException {
    InputStream from = new BufferedInputStream(worker.getInputStream());
    String nothing = "*-1\r\n";
    for (RespFrame frame = RespFrame.read(from); frame != null; frame = RespFrame.read(from)) {
      if (frame.is("HELLO") && frame.word(1).equals("3")) {
        nothing = "_\r\n";
      }
      if (open) {
        upstream.write(frame.bytes());
      } else if (frame.is("XREADGROUP") && waitMillis(frame) >= 0) {
        pause(Math.max(LEAST_WAIT_MILLIS, waitMillis(frame)));
        synchronized (worker) {
          worker.getOutputStream().write(nothing.getBytes(StandardCharsets.US_ASCII));
          worker.getOutputStream().flush();
        }
      } else {
        upstream.write(frame.map(this::inRoom).bytes());
      }
      upstream.flush();
    }
  }

  /** How long the read is to wait; negative when it is not. */
  private static long waitMillis(RespFrame frame) {
    for (int i = 1; i + 1 < frame.words().size(); i++) {
      if (frame.word(i).equalsIgnoreCase("BLOCK")) {
        return Long.parseLong(frame.word(i + 1));
      }
    }
    return -1;
  }

  private String inRoom(String word) {
    String stream = "jobs:" + queue;
    return word.equals(queue)
        ? room
        : word.equals(stream) || word.startsWith(stream + ":")
            ? "jobs:" + room + word.substring(stream.length())
            : word;
  }

  private void pause(long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (turn) {
      long before = calls;
      try {
        while (!open && calls == before && System.nanoTime() < end) {
          turn.wait(1 + TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
        throw new IOException(ending);
      }
    }
  }
}
