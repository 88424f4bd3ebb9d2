package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.Sequence;
import java.util.List;

/** What other threads ask of the engine's thread, with the simulated time at which they did. */
sealed interface Command {
  long time();

  record Submit(List<Sequence> sequences, long time) implements Command {}

  record Cancel(List<Sequence> sequences, long time) implements Command {}

  record AbortAll(long time) implements Command {}

  /** Anything else, at {@code due} or at once if that has passed. */
  record At(long due, Runnable action, long time) implements Command {}
}
