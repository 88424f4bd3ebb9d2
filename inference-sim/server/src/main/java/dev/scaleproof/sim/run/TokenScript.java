package dev.scaleproof.sim.run;

/** What one sequence will say; used by the engine's thread alone. */
@FunctionalInterface
public interface TokenScript {
  /** The token at {@code position} of the answer; asked once for each, in order. */
  int next(int position);
}
