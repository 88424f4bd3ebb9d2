package dev.scaleproof.sim;

import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.time.SimulatedClock;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that listens, until it is closed. Thread-safe. */
final class RunningServer implements AutoCloseable {
  /** How long answers that a shutdown ends may take to reach the wire, in real seconds. */
  private static final int LAST_WORDS_SECONDS = 5;

  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final EngineLoop loop;
  private final SimulatedClock clock;
  private final int shutdownTimeout;

  private RunningServer(
      ApplicationContext context, EmbeddedServer server, EngineLoop loop, ServerOptions options) {
    this.context = context;
    this.server = server;
    this.loop = loop;
    this.clock = context.getBean(SimulatedClock.class);
    this.shutdownTimeout = options.shutdownTimeout;
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * @throws io.micronaut.http.server.exceptions.ServerStartupException if it cannot listen
   */
  static RunningServer start(ServerOptions options, Simulation simulation, SimulatedClock clock) {
    // Loading the vocabulary takes as long as starting the framework, so both happen at once.
    CompletableFuture<Vocabulary> vocabulary = CompletableFuture.supplyAsync(Vocabulary::new);
    ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .properties(properties(options))
            .build();
    context.registerSingleton(ServerOptions.class, options);
    context.registerSingleton(Simulation.class, simulation);
    context.registerSingleton(SimulatedClock.class, clock);
    try {
      context.registerSingleton(Vocabulary.class, vocabulary.join());
      context.start();
      EngineLoop loop = context.getBean(EngineLoop.class);
      loop.start();
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      return new RunningServer(context, server, loop, options);
    } catch (RuntimeException | Error failure) {
      context.close();
      throw failure;
    }
  }

  private static Map<String, Object> properties(ServerOptions options) {
    int loops = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    return Map.ofEntries(
        Map.entry("micronaut.application.name", "inference-sim"),
        Map.entry("micronaut.server.host", options.host),
        Map.entry("micronaut.server.port", options.port == 0 ? -1 : options.port),
        Map.entry("micronaut.server.idle-timeout", "-1s"),
        Map.entry("micronaut.server.netty.use-native-transport", true),
        Map.entry("micronaut.netty.event-loops.default.prefer-native-transport", true),
        Map.entry("micronaut.netty.event-loops.default.num-threads", loops),
        Map.entry("micronaut.netty.event-loops.parent.prefer-native-transport", true),
        Map.entry("micronaut.netty.event-loops.parent.num-threads", 1));
  }

  int port() {
    return server.getPort();
  }

  /**
   * Ends as vLLM does on SIGTERM: requests in flight have {@code --shutdown-timeout} to finish, in
   * simulated seconds, and what is left is aborted.
   */
  void shutDown() throws InterruptedException {
    if (shutdownTimeout > 0) {
      long millis = (long) Math.ceil(shutdownTimeout * 1000L / clock.speed());
      await(loop.drain(), millis);
    }
    await(loop.abortAll(), TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
  }

  private static void await(CompletableFuture<Void> end, long millis) throws InterruptedException {
    try {
      end.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CompletionException late) {
      // What has not ended by now is cut off.
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
