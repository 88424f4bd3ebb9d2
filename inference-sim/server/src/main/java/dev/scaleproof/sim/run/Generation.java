package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * Where one sequence's tokens go: the attachment of a {@link Sequence}. Its constructor and {@link
 * #emit}, {@link #flush}, {@link #isAlone} and {@link #giveUp} run on the connection's event loop;
 * everything else here belongs to the engine's thread.
 */
public abstract class Generation {
  /** In place of a token id: nothing was produced, the sequence only ended. */
  public static final int NO_TOKEN = -1;

  /** In place of a token id: the connection is to be closed. */
  static final int CUT = -2;

  private final Outbox outbox;
  private final GenerationRequest request;
  private final TokenScript script;
  private final boolean eachToken;
  private long previousTokenAt;
  private boolean stalled;

  /**
   * @param eachToken whether {@link #emit} is called for every token, or only at the end
   */
  protected Generation(
      Outbox outbox, GenerationRequest request, TokenScript script, boolean eachToken) {
    this.outbox = outbox;
    this.request = request;
    this.script = script;
    this.eachToken = eachToken;
  }

  /**
   * Writes a token, an end, or both, without flushing.
   *
   * @param tokenId the token, or {@link #NO_TOKEN}
   * @param reason why the sequence ended, null while it has not
   */
  protected abstract void emit(Sequence sequence, int tokenId, @Nullable FinishReason reason);

  /** Sends what was written; called once after all of a step's emissions of this connection. */
  protected abstract void flush();

  /** Whether no other sequence writes to this connection, so that its flush need not wait. */
  protected abstract boolean isAlone();

  /** Ends the answer at once because writing it failed; on the event loop. */
  protected abstract void giveUp();

  /**
   * Whether the text that ends with this token contains a stop string. On the engine's thread, once
   * for each token in order.
   */
  protected abstract boolean stopsAt(Sequence sequence, int tokenId);

  final Outbox outbox() {
    return outbox;
  }

  final TokenScript script() {
    return script;
  }

  /** The request that this sequence is a part of. */
  public final GenerationRequest request() {
    return request;
  }

  final boolean wantsEachToken() {
    return eachToken;
  }

  final boolean hasStalled() {
    return stalled;
  }

  final void stalls() {
    stalled = true;
  }

  /** The gap to the token before in nanoseconds, or -1 for the first one; then remembers now. */
  final long gapBefore(Sequence sequence, long now) {
    long gap = sequence.generated() > 1 ? now - previousTokenAt : -1;
    previousTokenAt = now;
    return gap;
  }
}
