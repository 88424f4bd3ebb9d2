package dev.scaleproof.sim.engine;

import org.jspecify.annotations.Nullable;

/** Sequences without a slot, in the order in which they get one. */
sealed interface WaitingQueue permits ArrivalQueue, UrgencyQueue {
  static WaitingQueue of(SchedulingPolicy policy) {
    return switch (policy) {
      case FCFS -> new ArrivalQueue();
      case PRIORITY -> new UrgencyQueue();
    };
  }

  int size();

  /** Who is next; null if nobody waits. */
  @Nullable Sequence first();

  /** A sequence that has come. */
  void add(Sequence sequence);

  /** A sequence that has lost its slot. */
  void putBack(Sequence sequence);

  void remove(Sequence sequence);
}
