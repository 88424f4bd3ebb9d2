package dev.scaleproof.sim.engine;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The most urgent first, as vLLM's {@code PriorityRequestQueue} (v1/core/sched/request_queue.py):
 * who lost its slot waits among the others, by the time at which it came.
 */
final class UrgencyQueue implements WaitingQueue {
  /** The most urgent first; no two are equal. */
  static final Comparator<Sequence> MOST_URGENT =
      Comparator.comparingLong(Sequence::priority)
          .thenComparingLong(Sequence::arrivedAt)
          .thenComparingLong(sequence -> sequence.number);

  private final TreeSet<Sequence> waiting = new TreeSet<>(MOST_URGENT);

  @Override
  public int size() {
    return waiting.size();
  }

  @Override
  public @Nullable Sequence first() {
    return waiting.isEmpty() ? null : waiting.first();
  }

  @Override
  public void add(Sequence sequence) {
    waiting.add(sequence);
  }

  @Override
  public void putBack(Sequence sequence) {
    waiting.add(sequence);
  }

  @Override
  public void remove(Sequence sequence) {
    waiting.remove(sequence);
  }
}
