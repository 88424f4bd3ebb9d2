package dev.scaleproof.guard;

import dev.scaleproof.guard.cluster.Api;
import dev.scaleproof.guard.cluster.Events;
import dev.scaleproof.guard.cluster.Leadership;
import dev.scaleproof.guard.cluster.Memory;
import dev.scaleproof.guard.cluster.Reader;
import dev.scaleproof.guard.cluster.Watches;
import dev.scaleproof.guard.cluster.Writer;
import dev.scaleproof.guard.config.Settings;
import dev.scaleproof.guard.decide.Decider;
import dev.scaleproof.guard.metrics.GuardMetrics;
import dev.scaleproof.guard.run.Guard;
import dev.scaleproof.guard.run.Round;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A guard at work: its loop, its watches, its endpoints. */
final class RunningGuard implements AutoCloseable {
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final Api api;
  private final Guard guard;
  private final Watches watches;

  private RunningGuard(
      ApplicationContext context, EmbeddedServer server, Api api, Guard guard, Watches watches) {
    this.context = context;
    this.server = server;
    this.api = api;
    this.guard = guard;
    this.watches = watches;
  }

  /**
   * Begins, whether the API server answers already or not.
   *
   * @throws io.micronaut.http.server.exceptions.ServerStartupException if the port cannot be taken
   */
  static RunningGuard start(Settings settings) {
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.host",
                    settings.host(),
                    "micronaut.server.port",
                    settings.port() == 0 ? -1 : settings.port()))
            .banner(false)
            .deduceEnvironment(false)
            .start();
    Api api = Api.connect(settings.apiServer());
    Memory memory = new Memory();
    AtomicReference<@Nullable Guard> leader = new AtomicReference<>();
    GuardMetrics metrics =
        new GuardMetrics(
            context.getBean(MeterRegistry.class),
            settings.prices(),
            () -> {
              Guard itself = leader.get();
              return itself != null && itself.leads();
            });
    Events events = new Events(api, "cost-guard");
    Writer writer =
        new Writer(
            api,
            memory,
            (observed, lease, what) -> {
              metrics.tell(observed, lease, what);
              events.tell(observed, lease, what);
            });
    Round round =
        new Round(
            api,
            new Reader(api, memory, settings.namespaces()),
            new Decider(settings.prices()),
            writer,
            metrics::seen);
    Guard guard =
        new Guard(
            round,
            new Leadership(api, settings.leaderNamespace(), "cost-guard", settings.identity()));
    leader.set(guard);
    context.registerSingleton(Guard.class, guard);
    EmbeddedServer server = context.getBean(EmbeddedServer.class);
    server.start();
    guard.start();
    Watches watches = Watches.start(api, memory, settings.namespaces(), guard::wake);
    return new RunningGuard(context, server, api, guard, watches);
  }

  /** Where it listens. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @Override
  public void close() {
    watches.close();
    guard.close();
    api.close();
    context.close();
  }
}
