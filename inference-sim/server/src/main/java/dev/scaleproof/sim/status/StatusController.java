package dev.scaleproof.sim.status;

import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.time.SimulatedClock;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** {@code GET /sim/status}: whether the simulation keeps up with its own schedule. */
@Controller("/sim/status")
final class StatusController {
  private static final double NANOS = 1e9;

  /**
   * The answer.
   *
   * @param speed simulated seconds in a real second
   * @param profile the hardware profile
   * @param simulatedSeconds since the server started
   * @param lagSeconds simulated seconds by which the last step ended late; 0 when idle
   * @param worstLagSeconds the most that any step ended late
   * @param queued sequences that have not run yet
   */
  @Introspected
  record Status(
      double speed,
      String profile,
      double simulatedSeconds,
      double lagSeconds,
      double worstLagSeconds,
      int queued) {}

  private final EngineLoop loop;
  private final SimulatedClock clock;

  StatusController(EngineLoop loop, SimulatedClock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  @Get
  Status status() {
    return new Status(
        clock.speed(),
        loop.profile().name(),
        clock.now() / NANOS,
        loop.lagNanos() / NANOS,
        loop.worstLagNanos() / NANOS,
        loop.queued());
  }
}
