package dev.scaleproof.sim;

import dev.scaleproof.sim.http.HttpSettings;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.http.Route;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.http.Routes;
import dev.scaleproof.sim.http.ServerContext;
import dev.scaleproof.sim.metrics.EngineMetrics;
import dev.scaleproof.sim.metrics.HttpMetrics;
import dev.scaleproof.sim.metrics.Scrape;
import dev.scaleproof.sim.openai.Endpoint;
import dev.scaleproof.sim.openai.Endpoints;
import dev.scaleproof.sim.openai.GenerateHandler;
import dev.scaleproof.sim.openai.InfoHandlers;
import dev.scaleproof.sim.openai.ServedModel;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.text.Vocabulary;
import dev.scaleproof.sim.time.SimulatedClock;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
  EngineLoop engineLoop(Simulation simulation, EngineMetrics metrics, SimulatedClock clock) {
    return new EngineLoop(simulation.config(), simulation.profile(), metrics, clock);
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
      EngineMetrics engineMetrics,
      HttpMetrics httpMetrics,
      SimulatedClock clock) {
    Scrape scrape = new Scrape(engineMetrics, httpMetrics);
    RouteHandler metrics =
        exchange -> exchange.respond(Response.text(200, Scrape.CONTENT_TYPE, scrape.render()));
    Endpoints endpoints =
        new Endpoints(model, vocabulary, generate, options.serverLoadTracking)
            .get("/metrics", "Metrics", false, metrics);
    Routes routes = new Routes().add(new Route("GET", "/metrics/", false, metrics));
    for (Endpoint endpoint : endpoints.all()) {
      routes.add(
          new Route(
              endpoint.method(), endpoint.path(), endpoint.counted(), endpoint.handler()));
    }
    HttpSettings settings =
        new HttpSettings(
            options.maxBodyBytes, MAX_UNREAD_BYTES, options.requestIdHeaders, options.apiKeys);
    return new ServerContext(settings, routes, httpMetrics::answered, clock);
  }
}
