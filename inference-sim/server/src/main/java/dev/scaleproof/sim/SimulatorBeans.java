package dev.scaleproof.sim;

import dev.scaleproof.sim.fault.FaultInjection;
import dev.scaleproof.sim.fault.Faults;
import dev.scaleproof.sim.http.HttpSettings;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.http.Route;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.http.Routes;
import dev.scaleproof.sim.http.ServerContext;
import dev.scaleproof.sim.life.EngineDeath;
import dev.scaleproof.sim.life.SleepHandlers;
import dev.scaleproof.sim.metrics.EngineMetrics;
import dev.scaleproof.sim.metrics.HttpMetrics;
import dev.scaleproof.sim.metrics.Scrape;
import dev.scaleproof.sim.openai.Endpoint;
import dev.scaleproof.sim.openai.Endpoints;
import dev.scaleproof.sim.openai.GenerateHandler;
import dev.scaleproof.sim.openai.InfoHandlers;
import dev.scaleproof.sim.openai.ServedModel;
import dev.scaleproof.sim.run.Disturbance;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.time.SimulatedClock;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** Wires the server: options, simulation and clock are given, everything else is made here. */
@Factory
final class SimulatorBeans {
  /** A streaming client that leaves this much unread is cut off. */
  private static final int MAX_UNREAD_BYTES = 1 << 20;

  @Singleton
  EngineMetrics engineMetrics(ServerOptions options, Simulation simulation) {
    return new EngineMetrics(
        options.modelNames().getFirst(),
        simulation.config(),
        simulation.blockSizeChosen(),
        simulation.reportedUtilization());
  }

  @Singleton
  HttpMetrics httpMetrics() {
    return new HttpMetrics();
  }

  @Bean(preDestroy = "close")
  @Singleton
  EngineLoop engineLoop(
      ServerOptions options,
      Simulation simulation,
      EngineMetrics metrics,
      SimulatedClock clock,
      Faults faults) {
    return new EngineLoop(
        simulation.config(),
        simulation.profile(),
        metrics,
        clock,
        options.faultInjection ? faults : Disturbance.NONE);
  }

  @Singleton
  EngineDeath engineDeath(ServerOptions options, EngineLoop loop) {
    return new EngineDeath(loop, options.vllm.keepAliveOnEngineDeath());
  }

  @Singleton
  Faults faults(SimulatedClock clock) {
    return new Faults(clock);
  }

  @Singleton
  FaultInjection faultInjection(
      Simulation simulation,
      Faults faults,
      EngineLoop loop,
      EngineMetrics engineMetrics,
      HttpMetrics httpMetrics,
      SimulatedClock clock) {
    return new FaultInjection(
        faults,
        loop,
        clock,
        simulation.config().numBlocks() - 1,
        new Scrape(engineMetrics, httpMetrics)::render);
  }

  @Singleton
  ServedModel servedModel(ServerOptions options, Simulation simulation) {
    String fingerprint =
        "vllm-%s-%08x".formatted(InfoHandlers.VLLM_VERSION, simulation.config().hashCode());
    return new ServedModel(
        options.modelNames(),
        options.modelRoot(),
        simulation.config().maxModelLen(),
        fingerprint,
        simulation.config().blockSize(),
        simulation.config().prefixCaching(),
        options.promptTokensDetails,
        options.forceIncludeUsage,
        options.toolCallParser != null,
        options.autoToolChoice);
  }

  @Bean(preDestroy = "shutdown")
  @Singleton
  ExecutorService bodyReaders() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("body-reader").daemon().factory());
  }

  @Singleton
  GenerateHandler generateHandler(
      ServerOptions options,
      ServedModel model,
      Vocabulary vocabulary,
      EngineLoop loop,
      EngineMetrics metrics,
      ExecutorService bodyReaders) {
    Integer limit = options.maxNumQueuedRequests;
    GenerateHandler.Settings settings =
        new GenerateHandler.Settings(
            model,
            options.seed,
            options.parsedOutputLength(),
            options.cannedAnswers(),
            limit == null ? Integer.MAX_VALUE : limit);
    return new GenerateHandler(
        settings, vocabulary, loop, metrics.rejections(), (Executor) bodyReaders);
  }

  @Singleton
  ServerContext serverContext(
      ServerOptions options,
      ServedModel model,
      Vocabulary vocabulary,
      GenerateHandler generate,
      EngineLoop loop,
      EngineDeath death,
      FaultInjection faults,
      HttpMetrics httpMetrics,
      SimulatedClock clock) {
    UnaryOperator<RouteHandler> generating =
        options.faultInjection ? handler -> faults.around(death.watched(handler)) : death::watched;
    RouteHandler metrics =
        exchange -> exchange.respond(Response.text(200, Scrape.CONTENT_TYPE, faults.metrics()));
    IntSupplier load = options.serverLoadTracking ? generate::inFlight : () -> 0;
    InfoHandlers info = new InfoHandlers(model, load, loop::isDead);
    Endpoints endpoints =
        new Endpoints(model, vocabulary, generate, info, generating)
            .add("GET", "/metrics", "Metrics", false, Endpoint.Answers.TEXT, metrics);
    if (options.vllm.developmentMode()) {
      SleepHandlers sleep = new SleepHandlers(loop);
      endpoints
          .add("POST", "/sleep", "Sleep", true, Endpoint.Answers.NOTHING, sleep::sleep)
          .add("POST", "/wake_up", "Wake Up", true, Endpoint.Answers.NOTHING, sleep::wakeUp)
          .add(
              "GET", "/is_sleeping", "Is Sleeping", true, Endpoint.Answers.JSON, sleep::isSleeping);
    }
    Routes routes = new Routes().add(new Route("GET", "/metrics/", false, metrics));
    for (Endpoint endpoint : endpoints.all()) {
      routes.add(
          new Route(endpoint.method(), endpoint.path(), endpoint.counted(), endpoint.handler()));
    }
    if (options.faultInjection) {
      routes
          .add(new Route("GET", FaultInjection.PATH, false, faults::show))
          .add(new Route("POST", FaultInjection.PATH, false, faults::schedule))
          .add(new Route("DELETE", FaultInjection.PATH, false, faults::clear));
    }
    HttpSettings settings =
        new HttpSettings(
            options.maxBodyBytes, MAX_UNREAD_BYTES, options.requestIdHeaders, options.apiKeys);
    return new ServerContext(settings, routes, httpMetrics::answered, clock);
  }
}
