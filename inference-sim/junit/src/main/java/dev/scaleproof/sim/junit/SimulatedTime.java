package dev.scaleproof.sim.junit;

import dev.scaleproof.sim.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The clock of one simulator, or of several that share it. It stands still until it is advanced.
 * Thread-safe.
 */
public final class SimulatedTime {
  private final VirtualClock clock = new VirtualClock();
  private final List<VllmSimulator> simulators = new CopyOnWriteArrayList<>();

  /** A clock at 0. */
  public static SimulatedTime create() {
    return new SimulatedTime();
  }

  private SimulatedTime() {}

  VirtualClock clock() {
    return clock;
  }

  void started(VllmSimulator simulator) {
    simulators.add(simulator);
  }

  void stopped(VllmSimulator simulator) {
    simulators.remove(simulator);
  }

  /** Time since the clock was made. */
  public Duration now() {
    return Duration.ofNanos(clock.now());
  }

  /**
   * Lets simulated time pass: engine steps, start-up times, faults, time-outs. Returns when all of
   * it has happened and has been written to the clients' connections.
   */
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  /**
   * Advances from event to event until no simulator on this clock has a request left.
   *
   * @return how much time that took
   * @throws IllegalStateException if requests are left that time alone will not end, such as those
   *     of a sleeping engine, or after {@code limit}
   */
  public Duration advanceUntilIdle(Duration limit) {
    long start = clock.now();
    long end = Math.addExact(start, limit.toNanos());
    clock.settle();
    while (simulators.stream().anyMatch(simulator -> simulator.sequences() > 0)) {
      long next = clock.nextEvent();
      if (next > end) {
        throw new IllegalStateException(
            next == Long.MAX_VALUE
                ? "requests are left that time alone does not end"
                : "requests are left after " + limit);
      }
      clock.advance(Duration.ofNanos(Math.max(0, next - clock.now())));
    }
    return Duration.ofNanos(clock.now() - start);
  }
}
