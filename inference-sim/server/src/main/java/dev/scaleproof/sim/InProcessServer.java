package dev.scaleproof.sim;

import dev.scaleproof.sim.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * The server in somebody else's process, on a free port of this machine and on a clock that its
 * owner advances. It is what the program is, except that it never ends the process. Thread-safe.
 */
public final class InProcessServer implements AutoCloseable {
  private final ServerOptions options;
  private final Simulation simulation;
  private final VirtualClock clock;
  private final Runnable follower = this::awaitWritten;
  private final AtomicReference<@Nullable RunningServer> running = new AtomicReference<>();
  private final AtomicLong followed = new AtomicLong();
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable Thread starter;
  private volatile boolean closed;

  private InProcessServer(ServerOptions options, Simulation simulation, VirtualClock clock) {
    this.options = options;
    this.simulation = simulation;
    this.clock = clock;
  }

  /**
   * Starts a server as the program with these flags would. Returns when it accepts connections or,
   * with a start-up time, when only time is missing for that.
   *
   * @param flags the program's; the port is a free one if none is given
   * @param environment in place of the process' own
   * @throws IllegalArgumentException with the line that the program would print for wrong flags
   * @throws IllegalStateException if it cannot run
   */
  public static InProcessServer start(
      List<String> flags, Map<String, String> environment, VirtualClock clock) {
    ServerOptions options = new ServerOptions();
    // A start that is late must not find another's server on its port.
    options.port = 0;
    Simulation simulation;
    try {
      options.parser(environment).parseArgs(flags.toArray(String[]::new));
      if (flags.stream().noneMatch(flag -> flag.startsWith("--port"))) {
        options.port = freePort();
      }
      simulation = Simulation.of(options);
      Flags.check(options);
    } catch (ParameterException mistake) {
      throw new IllegalArgumentException(mistake.getMessage());
    }
    InProcessServer server = new InProcessServer(options, simulation, clock);
    server.starter = server.inBackground("start-up", server::startUp);
    clock.settle();
    RuntimeException failed = server.failure;
    if (failed != null) {
      throw new IllegalStateException("the simulator cannot start", failed);
    }
    return server;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  private void startUp() {
    try {
      RunningServer started = RunningServer.start(options, simulation, clock);
      running.set(started);
      clock.follow(follower);
      var unused = started.engineDeath().thenRun(() -> inBackground("shut-down", this::close));
      if (closed) {
        close();
      }
    } catch (RuntimeException failed) {
      failure = failed;
    }
  }

  /** Work that takes no simulated time and that time waits for. */
  private Thread inBackground(String name, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } finally {
                    clock.detach(Thread.currentThread());
                  }
                });
    clock.attach(thread);
    thread.start();
    return thread;
  }

  private void awaitWritten() {
    RunningServer server = running.get();
    if (server == null) {
      return;
    }
    long batches = server.loop().batches();
    if (followed.getAndSet(batches) != batches) {
      // Twice: what is written can close a connection, and that is noticed only then.
      server.loop().written().join();
      server.loop().written().join();
    }
  }

  /** Where it listens, or will. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + options.port);
  }

  /** Whether it accepts connections. */
  public boolean isReady() {
    return running.get() != null;
  }

  /** Sequences that wait or run in its engine: a request with n answers is n of them. */
  public int sequences() {
    RunningServer server = running.get();
    return server == null ? 0 : server.loop().inEngine();
  }

  /** What a SIGTERM does; the server closes when everything has ended. */
  public void terminate() {
    RunningServer server = running.get();
    if (server == null) {
      close();
    } else {
      var unused = server.terminate().thenRun(() -> inBackground("shut-down", this::close));
    }
  }

  /** Closes it and every connection at once. */
  @Override
  public void close() {
    closed = true;
    Thread starting = starter;
    if (starting != null) {
      // It may wait for its start-up time, which will not come.
      starting.interrupt();
    }
    RunningServer server = running.getAndSet(null);
    if (server != null) {
      clock.unfollow(follower);
      server.close();
    }
  }
}
