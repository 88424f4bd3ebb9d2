package dev.scaleproof.sim.engine;

import org.jspecify.annotations.Nullable;

/**
 * First come, first served; preempted sequences return to the front. Linked through the sequences
 * themselves, so that a client that goes away leaves a long queue at once and nothing is allocated.
 */
final class ArrivalQueue implements WaitingQueue {
  private @Nullable Sequence first;
  private @Nullable Sequence last;
  private int size;

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Sequence first() {
    return first;
  }

  @Override
  public void add(Sequence sequence) {
    sequence.previousWaiting = last;
    if (last == null) {
      first = sequence;
    } else {
      last.nextWaiting = sequence;
    }
    last = sequence;
    size++;
  }

  @Override
  public void putBack(Sequence sequence) {
    sequence.nextWaiting = first;
    if (first == null) {
      last = sequence;
    } else {
      first.previousWaiting = sequence;
    }
    first = sequence;
    size++;
  }

  @Override
  public void remove(Sequence sequence) {
    Sequence before = sequence.previousWaiting;
    Sequence after = sequence.nextWaiting;
    if (before == null) {
      first = after;
    } else {
      before.nextWaiting = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previousWaiting = before;
    }
    sequence.previousWaiting = null;
    sequence.nextWaiting = null;
    size--;
  }
}
