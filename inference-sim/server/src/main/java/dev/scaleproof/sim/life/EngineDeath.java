package dev.scaleproof.sim.life;

import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.http.RouteHandler;
import dev.scaleproof.sim.run.EngineLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the server does about a dead engine, as vLLM's {@code terminate_if_errored}
 * (entrypoints/launcher.py): it ends with the first request that fails with a plain 500, or when a
 * watchdog that looks every 5 seconds notices, unless {@code VLLM_KEEP_ALIVE_ON_ENGINE_DEATH} is
 * set. Streams get their error as an event, which ends nothing. Thread-safe.
 */
public final class EngineDeath {
  private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int FAILED = 500;

  private final EngineLoop loop;
  private final boolean keepAlive;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /**
   * @param keepAlive whether the server outlives its engine
   */
  public EngineDeath(EngineLoop loop, boolean keepAlive) {
    this.loop = loop;
    this.keepAlive = keepAlive;
  }

  /** Watches from now on, a simulated time. */
  public void watch(long now) {
    loop.whenDead(
        died -> {
          long looks = (died - now) / WATCHDOG_NANOS + 1;
          loop.at(now + looks * WATCHDOG_NANOS, this::notice);
        });
  }

  /** A route whose plain failure ends a server with a dead engine. */
  public RouteHandler watched(RouteHandler handler) {
    return exchange -> {
      exchange.whenAnswered(this::answered);
      handler.handle(exchange);
    };
  }

  private void answered(Exchange exchange) {
    if (exchange.status() == FAILED && loop.isDead()) {
      notice();
    }
  }

  private void notice() {
    if (!keepAlive) {
      end.complete(null);
    }
  }

  /** Completes when the server is to end. */
  public CompletableFuture<Void> end() {
    return end;
  }
}
