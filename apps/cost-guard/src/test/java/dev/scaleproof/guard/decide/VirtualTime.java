package dev.scaleproof.guard.decide;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only from one thing that happens to the next. Not thread-safe. */
final class VirtualTime {
  private static final Instant BEGIN = Instant.parse("2026-07-01T08:00:00Z");

  private record Due(long millis, long order, Runnable what) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::millis).thenComparingLong(Due::order));
  private long millis;
  private long order;

  long millis() {
    return millis;
  }

  Instant now() {
    return at(millis);
  }

  static Instant at(long millis) {
    return BEGIN.plusMillis(millis);
  }

  void in(long delayMillis, Runnable what) {
    queue.add(new Due(millis + delayMillis, order++, what));
  }

  void every(long periodMillis, Runnable what) {
    in(
        periodMillis,
        () -> {
          what.run();
          every(periodMillis, what);
        });
  }

  void runUntil(long end) {
    while (!queue.isEmpty() && queue.peek().millis() <= end) {
      Due due = queue.remove();
      millis = due.millis();
      due.what().run();
    }
    millis = end;
  }
}
