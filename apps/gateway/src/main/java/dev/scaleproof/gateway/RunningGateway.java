package dev.scaleproof.gateway;

import dev.scaleproof.gateway.config.JobSettings;
import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.PoolDirectory;
import dev.scaleproof.gateway.relay.RelayServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A gateway that serves. */
final class RunningGateway implements AutoCloseable {

  private static final long LOOK_MILLIS = 20;

  private final Settings settings;
  private final PoolDirectory directory;
  private final ApplicationContext context;
  private final EmbeddedServer server;

  private RunningGateway(
      Settings settings,
      PoolDirectory directory,
      ApplicationContext context,
      EmbeddedServer server) {
    this.settings = settings;
    this.directory = directory;
    this.context = context;
    this.server = server;
  }

  /**
   * Listens and follows the pools' source.
   *
   * @param directory loaded already
   * @throws io.micronaut.http.server.exceptions.ServerStartupException if the port cannot be taken
   */
  static RunningGateway start(Settings settings, PoolDirectory directory) {
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(properties(settings))
            .singletons(settings, directory)
            .banner(false)
            .deduceEnvironment(false)
            // Settings come by our own flags. The framework would take REDIS_PORT=tcp://…, which
            // Kubernetes sets beside a Service called redis, for a port.
            .environmentPropertySource(false)
            .start();
    EmbeddedServer server = context.getBean(EmbeddedServer.class);
    server.start();
    directory.follow();
    return new RunningGateway(settings, directory, context, server);
  }

  private static Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
    properties.put("micronaut.server.max-request-size", settings.limits().requestBytes());
    properties.put("micronaut.netty.event-loops.default.num-threads", settings.eventLoops());
    JobSettings jobs = settings.jobs();
    if (jobs == null) {
      properties.put("redis.enabled", false);
    } else {
      properties.put("redis.uri", jobs.redis().url());
    }
    return properties;
  }

  /** Where it listens. */
  URI uri() {
    String host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort());
  }

  /**
   * Not ready, no new clients; waits for requests in flight as long as the settings say, then ends.
   */
  void stop() {
    context.getBean(RelayServer.class).drain();
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    try {
      while (inFlight() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  int inFlight() {
    int ofJobs = context.findBean(JobRequests.class).map(JobRequests::inFlight).orElse(0);
    return directory.pools().all().stream().mapToInt(Pool::inFlight).sum() + ofJobs;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    directory.close();
    context.close();
  }
}
