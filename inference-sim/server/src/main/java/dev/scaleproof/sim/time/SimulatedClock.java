package dev.scaleproof.sim.time;

/**
 * Simulated time, in nanoseconds since the server started, and waiting in it. Read by any thread; a
 * thread that waits in it attaches itself before and is woken with {@link #wake}. Behind an
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

  /** As {@link #sleep}, but for something that is about to happen in no simulated time. */
  void pause();

  /** Ends the sleep of {@code thread}, or its next one if it does not sleep now. */
  void wake(Thread thread);

  /** Whether nothing can arrive any more at that time, which has come. */
  default boolean isOver(long simulatedNanos) {
    return true;
  }

  /** Returns when {@link #isOver} that time, or sooner when woken or spuriously. */
  default void awaitEndOf(long simulatedNanos) {}

  /** From now on {@code thread} works or waits in this clock's time. */
  default void attach(Thread thread) {}

  /** It does so no more. */
  default void detach(Thread thread) {}
}
