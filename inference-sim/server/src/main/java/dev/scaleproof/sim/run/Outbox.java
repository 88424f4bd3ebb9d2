package dev.scaleproof.sim.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a step produced for the connections of one event loop, so that a step costs one
 * task an event loop and not one a token. {@link #batch} and {@link #send} belong to the engine's
 * thread.
 */
public final class Outbox {
  private final Executor eventLoop;
  private @Nullable EmissionBatch batch;
  private int expected = 16;

  Outbox(Executor eventLoop) {
    this.eventLoop = eventLoop;
  }

  EmissionBatch batch() {
    EmissionBatch current = batch;
    if (current == null) {
      current = new EmissionBatch(expected);
      batch = current;
    }
    return current;
  }

  void send() {
    EmissionBatch full = batch;
    if (full == null) {
      return;
    }
    batch = null;
    expected = full.size();
    try {
      eventLoop.execute(full);
    } catch (RejectedExecutionException shutDown) {
      // The event loop is gone, and with it every connection that these tokens were for.
      expected = 16;
    }
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
