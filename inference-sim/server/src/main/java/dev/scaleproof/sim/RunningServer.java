package dev.scaleproof.sim;

import dev.scaleproof.sim.http.ServerPipeline;
import dev.scaleproof.sim.life.EngineDeath;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.text.Sentences;
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
  private final ServerPipeline pipeline;
  private final EngineLoop loop;
  private final SimulatedClock clock;
  private final EngineDeath death;
  private final int shutdownTimeout;

  private RunningServer(
      ApplicationContext context, EmbeddedServer server, EngineLoop loop, ServerOptions options) {
    this.context = context;
    this.server = server;
    this.pipeline = context.getBean(ServerPipeline.class);
    this.loop = loop;
    this.clock = context.getBean(SimulatedClock.class);
    this.death = context.getBean(EngineDeath.class);
    this.shutdownTimeout = options.shutdownTimeout;
  }

  /**
   * Starts a server and returns when it accepts connections, which is after its start-up time.
   *
   * @throws io.micronaut.http.server.exceptions.ServerStartupException if it cannot listen
   */
  static RunningServer start(ServerOptions options, Simulation simulation, SimulatedClock clock) {
    long ready = clock.now() + options.parsedStartupTime().nanos(options.startupSeedFor(machine()));
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
      context.registerSingleton(Vocabulary.class, new Vocabulary());
      context.start();
      EngineLoop loop = context.getBean(EngineLoop.class);
      loop.start();
      EmbeddedServer server = context.getBean(EmbeddedServer.class);
      while (clock.now() < ready) {
        clock.sleepUntil(ready);
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("told to end before it was ready");
        }
      }
      server.start();
      Thread.ofPlatform().name("vocabulary").daemon().start(Sentences::load);
      RunningServer running = new RunningServer(context, server, loop, options);
      running.death.watch(clock.now());
      return running;
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

  /** A pod's name, or a host's. */
  private static String machine() {
    return System.getenv().getOrDefault("HOSTNAME", "");
  }

  int port() {
    return server.getPort();
  }

  EngineLoop loop() {
    return loop;
  }

  /** Completes when the server is to end because its engine has died. */
  CompletableFuture<Void> engineDeath() {
    return death.end();
  }

  /**
   * Begins to end as vLLM does on SIGTERM: requests in flight have {@code --shutdown-timeout} to
   * finish, in simulated seconds, and what is left is aborted. Completes when all have ended.
   */
  CompletableFuture<Void> terminate() {
    if (shutdownTimeout == 0) {
      return loop.abortAll();
    }
    CompletableFuture<Void> ended = loop.drain();
    loop.at(
        clock.now() + TimeUnit.SECONDS.toNanos(shutdownTimeout),
        () -> {
          var unused = loop.abortAll();
        });
    return ended;
  }

  /** {@link #terminate}, and waits for the end. */
  void shutDown() throws InterruptedException {
    double timeout = shutdownTimeout / clock.speed() + LAST_WORDS_SECONDS;
    try {
      terminate().get((long) Math.ceil(timeout * 1000), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CompletionException late) {
      // What has not ended by now is cut off.
    }
  }

  @Override
  public void close() {
    pipeline.stopListening();
    context.close();
  }
}
