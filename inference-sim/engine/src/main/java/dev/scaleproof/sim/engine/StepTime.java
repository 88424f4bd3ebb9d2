package dev.scaleproof.sim.engine;

/** How long a step lasts; asked once for each, on the thread that drives the {@link Engine}. */
@FunctionalInterface
public interface StepTime {
  /**
   * A step's duration in simulated nanoseconds, at least 1.
   *
   * @param prefillTokens prompt tokens that it computes
   * @param sequences sequences in it
   * @param kvTokens tokens whose keys and values its attention reads
   */
  long stepNanos(int prefillTokens, int sequences, long kvTokens);
}
