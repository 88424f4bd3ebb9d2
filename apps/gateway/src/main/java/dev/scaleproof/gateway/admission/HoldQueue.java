package dev.scaleproof.gateway.admission;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue of waiters, from whose middle one may leave at any time.
 * Thread-safe. A waiter leaves it exactly once: by {@link #poll}, by {@link #drain} or by a {@link
 * #remove} that returned true.
 */
public final class HoldQueue {

  private final int capacity;
  private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
  // Read without the lock on the hot path, where "nobody waits" is the usual answer.
  private volatile int size;

  /** A queue that takes {@code capacity} waiters; 0 takes none. */
  public HoldQueue(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.capacity = capacity;
  }

  /** Adds one at the end; false when the queue is full. */
  public synchronized boolean offer(Waiter waiter) {
    if (waiters.size() >= capacity) {
      return false;
    }
    waiters.addLast(waiter);
    size = waiters.size();
    return true;
  }

  /**
   * Adds one that was woken in vain at the front again, whatever the capacity: it was counted
   * before.
   */
  public synchronized void putBack(Waiter waiter) {
    waiters.addFirst(waiter);
    size = waiters.size();
  }

  /** Takes the longest waiting one. */
  public synchronized @Nullable Waiter poll() {
    if (waiters.isEmpty()) {
      return null;
    }
    Waiter first = waiters.removeFirst();
    size = waiters.size();
    return first;
  }

  /** Takes all, longest waiting first. */
  public synchronized List<Waiter> drain() {
    List<Waiter> all = new ArrayList<>(waiters);
    waiters.clear();
    size = 0;
    return all;
  }

  /** Takes this one; false when it is no longer there. */
  public synchronized boolean remove(Waiter waiter) {
    boolean there = waiters.remove(waiter);
    size = waiters.size();
    return there;
  }

  /** How many wait. */
  public int size() {
    return size;
  }
}
