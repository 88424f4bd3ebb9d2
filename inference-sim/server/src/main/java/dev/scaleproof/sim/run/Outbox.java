package dev.scaleproof.sim.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a step produced for the connections of one event loop, so that a step costs one
 * task an event loop and not one a token. An event loop that is behind sends several steps' tokens
 * of a connection at once. {@link #batch} and {@link #send} belong to the engine's thread.
 */
public final class Outbox {
  /** An event loop that is this many steps behind has to catch up before the engine goes on. */
  private static final int MOST_UNSENT = 64;

  private final Executor eventLoop;
  private final Runnable wakeEngine;
  private final Queue<EmissionBatch> handedOver = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unsent = new AtomicInteger();
  private @Nullable EmissionBatch batch;
  private int expected = 16;

  /**
   * @param wakeEngine ends the engine thread's sleep
   */
  Outbox(Executor eventLoop, Runnable wakeEngine) {
    this.eventLoop = eventLoop;
    this.wakeEngine = wakeEngine;
  }

  /** Whether to wait before the next step: what is not sent yet must not pile up. */
  boolean isFull() {
    return unsent.get() >= MOST_UNSENT;
  }

  /** Writes the step whose turn it is and those that were handed over since; on the event loop. */
  private void write() {
    EmissionBatch step = handedOver.poll();
    if (step == null) {
      // It went out together with one before it.
      return;
    }
    EmissionBatch next = handedOver.poll();
    if (next == null) {
      write(List.of(step), true);
      return;
    }
    List<EmissionBatch> steps = new ArrayList<>();
    steps.add(step);
    for (; next != null; next = handedOver.poll()) {
      steps.add(next);
    }
    write(steps, false);
  }

  private void write(List<EmissionBatch> steps, boolean flush) {
    try {
      for (EmissionBatch step : steps) {
        step.write(flush);
      }
      for (EmissionBatch step : steps) {
        step.flush();
      }
    } finally {
      int before = unsent.getAndAdd(-steps.size());
      if (before >= MOST_UNSENT && before - steps.size() < MOST_UNSENT) {
        wakeEngine.run();
      }
    }
  }

  EmissionBatch batch() {
    EmissionBatch current = batch;
    if (current == null) {
      current = new EmissionBatch(expected);
      batch = current;
    }
    return current;
  }

  /** Hands the batch over; false if there is none. */
  boolean send() {
    EmissionBatch full = batch;
    if (full == null) {
      return false;
    }
    batch = null;
    expected = full.size();
    unsent.incrementAndGet();
    handedOver.add(full);
    try {
      eventLoop.execute(this::write);
    } catch (RejectedExecutionException shutDown) {
      // The event loop is gone, and with it every connection that these tokens were for.
      expected = 16;
      handedOver.clear();
      unsent.set(0);
    }
    return true;
  }

  /** Completes when the event loop has run everything that it was given. */
  CompletableFuture<Void> written() {
    try {
      return CompletableFuture.runAsync(() -> {}, eventLoop);
    } catch (RejectedExecutionException shutDown) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
