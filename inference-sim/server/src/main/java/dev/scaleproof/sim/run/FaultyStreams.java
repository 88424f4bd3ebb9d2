package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.run.Disturbance.StreamFault;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams that are to be cut or to stall. The engine does not notice: a stalled sequence produces
 * its tokens and ends, only its client gets nothing until the stall is over. Used by the engine's
 * thread alone.
 */
final class FaultyStreams {
  /** What a stalled stream has not sent. */
  private static final class Held {
    private int[] tokens = new int[16];
    private int size;
    private @Nullable FinishReason reason;
  }

  private final Map<Sequence, Held> stalled = new LinkedHashMap<>();
  private final Timers timers;
  private final Runnable flush;

  FaultyStreams(Timers timers, Runnable flush) {
    this.timers = timers;
    this.flush = flush;
  }

  /** Sends a token of a stream that has a fault, or does not. */
  void token(Generation generation, Sequence sequence, int tokenId, long now) {
    StreamFault fault = generation.request().streamFault();
    int number = sequence.generated();
    if (number > fault.cutAfter()) {
      if (number == 1) {
        generation.outbox().batch().cut(sequence);
      }
      return;
    }
    if (number > fault.stallAfter() && !generation.hasStalled()) {
      generation.stalls();
      stalled.put(sequence, new Held());
      long end = fault.stallNanos() > 0 ? now + fault.stallNanos() : fault.stallUntil();
      if (end != Timers.NEVER) {
        timers.add(
            end,
            () -> {
              release(sequence);
              flush.run();
            });
      }
    }
    Held held = stalled.get(sequence);
    if (held == null) {
      generation.outbox().batch().token(sequence, tokenId);
    } else {
      if (held.size == held.tokens.length) {
        held.tokens = Arrays.copyOf(held.tokens, held.size * 2);
      }
      held.tokens[held.size++] = tokenId;
    }
    if (number == fault.cutAfter()) {
      generation.outbox().batch().cut(sequence);
    }
  }

  /** Whether the end of this stream is kept with its tokens, or lost because it was cut. */
  boolean keepsEnd(Generation generation, Sequence sequence, FinishReason reason) {
    if (!generation.wantsEachToken()) {
      return false;
    }
    Held held = stalled.get(sequence);
    if (held != null) {
      held.reason = reason;
      return true;
    }
    int generated = sequence.generated();
    return generated > 0 && generated >= generation.request().streamFault().cutAfter();
  }

  /** Its client went away. */
  void forget(Sequence sequence) {
    stalled.remove(sequence);
  }

  /** Ends all stalls. */
  void releaseAll() {
    List.copyOf(stalled.keySet()).forEach(this::release);
    flush.run();
  }

  int stalled() {
    return stalled.size();
  }

  private void release(Sequence sequence) {
    Held held = stalled.remove(sequence);
    if (held == null) {
      return;
    }
    EmissionBatch batch = EngineLoop.generation(sequence).outbox().batch();
    for (int i = 0; i < held.size; i++) {
      batch.token(sequence, held.tokens[i]);
    }
    if (held.reason != null) {
      batch.end(sequence, held.reason);
    }
  }
}
