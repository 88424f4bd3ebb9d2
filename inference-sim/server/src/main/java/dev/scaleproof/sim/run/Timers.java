package dev.scaleproof.sim.run;

import java.util.PriorityQueue;

/** What the engine's thread does at later times, in their order; used by that thread alone. */
final class Timers {
  /** Nothing is due, ever. */
  static final long NEVER = Long.MAX_VALUE;

  private record Timer(long due, long number, Runnable action) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long added;

  void add(long due, Runnable action) {
    timers.add(new Timer(due, added++, action));
  }

  /** When the next one is due, or {@link #NEVER}. */
  long next() {
    Timer first = timers.peek();
    return first == null ? NEVER : first.due;
  }

  /** Takes out the first one, which there must be. */
  Runnable take() {
    return timers.remove().action;
  }
}
