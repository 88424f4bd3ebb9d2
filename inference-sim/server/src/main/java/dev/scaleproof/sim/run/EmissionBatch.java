package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step's emissions for one event loop; filled by the engine's thread, then written there. */
final class EmissionBatch {
  private static final Logger log = LoggerFactory.getLogger(EmissionBatch.class);

  private Sequence[] sequences;
  private Generation[] generations;
  private int[] tokens;
  private @Nullable FinishReason[] reasons;
  private int size;
  private int unflushed;

  EmissionBatch(int capacity) {
    int least = Math.max(4, capacity);
    sequences = new Sequence[least];
    generations = new Generation[least];
    tokens = new int[least];
    reasons = new FinishReason[least];
  }

  int size() {
    return size;
  }

  void token(Sequence sequence, int tokenId) {
    grow();
    sequences[size] = sequence;
    generations[size] = EngineLoop.generation(sequence);
    tokens[size] = tokenId;
    size++;
  }

  /** The connection of this sequence is to be closed after what is in this batch. */
  void cut(Sequence sequence) {
    token(sequence, Generation.CUT);
  }

  /** The end rides on the sequence's last token where that is in this batch. */
  void end(Sequence sequence, FinishReason reason) {
    if (size == 0 || sequences[size - 1] != sequence) {
      token(sequence, Generation.NO_TOKEN);
    }
    reasons[size - 1] = reason;
  }

  private void grow() {
    if (size == tokens.length) {
      sequences = Arrays.copyOf(sequences, size * 2);
      generations = Arrays.copyOf(generations, size * 2);
      tokens = Arrays.copyOf(tokens, size * 2);
      reasons = Arrays.copyOf(reasons, size * 2);
    }
  }

  /**
   * Writes everything.
   *
   * @param flush whether to flush each connection that nothing else in this batch is for, now that
   *     the processor's caches have all that belongs to it
   */
  void write(boolean flush) {
    for (int i = 0; i < size; i++) {
      Generation generation = generations[i];
      if (tokens[i] == Generation.CUT) {
        generation.flush();
        generation.giveUp();
        continue;
      }
      try {
        generation.emit(sequences[i], tokens[i], reasons[i]);
      } catch (RuntimeException failure) {
        // One broken answer must not cost the others of this event loop their tokens.
        log.error("an answer could not be written", failure);
        generation.giveUp();
      }
      if (i + 1 < size && generations[i + 1] == generation) {
        continue;
      }
      if (flush && generation.isAlone()) {
        generation.flush();
      } else {
        generations[unflushed++] = generation;
      }
    }
  }

  /** Flushes what {@link #write} has not. */
  void flush() {
    for (int i = 0; i < unflushed; i++) {
      generations[i].flush();
    }
  }
}
