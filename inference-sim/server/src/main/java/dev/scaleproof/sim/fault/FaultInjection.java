package dev.scaleproof.sim.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.Response;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.time.SimulatedClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets faults happen: their begin and end on the engine's thread, their effects on requests and
 * scrapes, and {@code /sim/faults}, through which they are scheduled. Thread-safe.
 */
public final class FaultInjection {
  /** Where schedules are taken, shown and cleared. */
  public static final String PATH = "/sim/faults";

  private final Faults faults;
  private final EngineLoop loop;
  private final SimulatedClock clock;
  private final int blocks;
  private final Supplier<byte[]> scrape;
  private int reserved; // the engine's thread's
  private volatile byte @Nullable [] frozen;

  /**
   * @param blocks KV cache blocks that sequences can have
   * @param scrape what {@code /metrics} says now
   */
  public FaultInjection(
      Faults faults, EngineLoop loop, SimulatedClock clock, int blocks, Supplier<byte[]> scrape) {
    this.faults = faults;
    this.loop = loop;
    this.clock = clock;
    this.blocks = blocks;
    this.scrape = scrape;
  }

  /** {@code /metrics}, which a fault may have frozen. */
  public byte[] metrics() {
    byte[] kept = frozen;
    return kept == null ? scrape.get() : kept;
  }

  /** A route whose requests faults may fail or delay. */
  public RouteHandler around(RouteHandler handler) {
    return exchange -> {
      long now = clock.now();
      long delay = 0;
      for (Fault fault : faults.all()) {
        switch (fault.effect()) {
          case Effect.Failure failure when fault.strikes(now) -> {
            exchange.respond(InjectedError.response(failure));
            return;
          }
          case Effect.Drop drop when fault.strikes(now) -> {
            exchange.cut();
            return;
          }
          case Effect.SlowStart(long nanos) when fault.strikes(now) -> delay += nanos;
          default -> {
            // Not a request's.
          }
        }
      }
      if (delay == 0) {
        handler.handle(exchange);
      } else {
        loop.at(now + delay, () -> exchange.eventLoop().execute(() -> handler.handle(exchange)));
      }
    };
  }

  /** {@code POST /sim/faults}: adds a schedule, and answers when what begins now has begun. */
  public void schedule(Exchange exchange) {
    long now = clock.now();
    List<Fault> more;
    try {
      more = FaultSchedule.read(exchange.body(), now);
    } catch (BadSchedule bad) {
      exchange.respond(InjectedError.badRequest(bad.message(), bad.where()));
      return;
    }
    if (!faults.add(more)) {
      exchange.respond(
          InjectedError.badRequest(
              "there are too many faults: DELETE " + PATH + " clears them", "faults"));
      return;
    }
    for (Fault fault : more) {
      loop.at(fault.from(), () -> begins(fault));
      if (fault.until() != Fault.NEVER) {
        loop.at(fault.until(), this::refresh);
      }
    }
    answerAfterEngine(exchange);
  }

  /** {@code GET /sim/faults}. */
  public void show(Exchange exchange) {
    exchange.respond(Response.json(200, json().toString()));
  }

  /** {@code DELETE /sim/faults}: all of them end. */
  public void clear(Exchange exchange) {
    faults.clear();
    loop.at(clock.now(), this::refresh);
    loop.releaseStalled();
    answerAfterEngine(exchange);
  }

  private void answerAfterEngine(Exchange exchange) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.at(clock.now(), () -> done.complete(null));
    var unused = done.thenRunAsync(() -> show(exchange), exchange.eventLoop());
  }

  private ObjectNode json() {
    long now = clock.now();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("simulatedSeconds", now / 1e9);
    ArrayNode list = json.putArray("faults");
    faults.all().forEach(fault -> list.add(fault.json(now)));
    return json;
  }

  private void begins(Fault fault) {
    if (fault.effect() instanceof Effect.EngineDeath && faults.all().contains(fault)) {
      loop.die();
    }
    refresh();
  }

  /** Brings what lasts, the KV cache's pressure and a frozen scrape, up to date. */
  private void refresh() {
    long now = clock.now();
    double fraction = 0;
    boolean freeze = false;
    for (Fault fault : faults.all()) {
      if (fault.isActive(now)) {
        switch (fault.effect()) {
          case Effect.KvPressure(double part) -> fraction = Math.max(fraction, part);
          case Effect.FrozenMetrics metrics -> freeze = true;
          default -> {
            // Strikes when there is an occasion.
          }
        }
      }
    }
    int wanted = (int) Math.round(fraction * blocks);
    if (wanted != reserved) {
      reserved = wanted;
      loop.reserveBlocks(wanted);
    }
    if (!freeze) {
      frozen = null;
    } else if (frozen == null) {
      frozen = scrape.get();
    }
  }
}
