package dev.scaleproof.sim.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One {@link Outbox} for each event loop. Thread-safe; {@link #send} is the engine's thread's. */
final class Outboxes {
  private final List<Outbox> outboxes = new ArrayList<>();
  private long batches;

  synchronized Outbox add(Executor eventLoop, Runnable wakeEngine) {
    Outbox outbox = new Outbox(eventLoop, wakeEngine);
    outboxes.add(outbox);
    return outbox;
  }

  /** Hands over what was produced. */
  synchronized void send() {
    for (Outbox outbox : outboxes) {
      if (outbox.send()) {
        batches++;
      }
    }
  }

  /** How many batches have been handed over. */
  synchronized long batches() {
    return batches;
  }

  /** Whether an event loop is far behind. */
  synchronized boolean anyFull() {
    for (Outbox outbox : outboxes) {
      if (outbox.isFull()) {
        return true;
      }
    }
    return false;
  }

  /** Completes when the event loops have written what they were given. */
  synchronized CompletableFuture<Void> written() {
    return CompletableFuture.allOf(
        outboxes.stream().map(Outbox::written).toArray(CompletableFuture[]::new));
  }
}
