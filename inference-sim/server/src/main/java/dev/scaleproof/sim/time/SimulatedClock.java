package dev.scaleproof.sim.time;

/**
 * Simulated time, in nanoseconds since the server started, and waiting in it. Read by any thread;
 * {@link #sleepUntil} belongs to the engine's thread, which {@link #wake} interrupts. Behind an
 * interface so that the same server can run on a clock that jumps.
 */
public interface SimulatedClock {
  /** Nanoseconds since the start; never goes back. */
  long now();

  /** Simulated seconds that pass in one real second. */
  double speed();

  /** Returns at that time, or sooner when woken or spuriously. */
  void sleepUntil(long simulatedNanos);

  /** Returns when woken, or spuriously. */
  void sleep();

  /** Ends the sleep of {@code thread}, or its next one if it does not sleep now. */
  void wake(Thread thread);
}
