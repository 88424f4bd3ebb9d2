package dev.scaleproof.sim.run;

import dev.scaleproof.sim.engine.EngineListener;
import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.engine.StepSummary;

/** Passes what the engine says on to the clients' outboxes and to the metrics. */
final class Relay implements EngineListener {
  private final EngineLoop loop;

  Relay(EngineLoop loop) {
    this.loop = loop;
  }

  @Override
  public void scheduled(Sequence sequence, long now) {
    loop.leftQueue();
  }

  @Override
  public void token(Sequence sequence, int tokenId, long now) {
    Generation generation = EngineLoop.generation(sequence);
    long gap = generation.gapBefore(sequence, now);
    if (gap < 0) {
      loop.observer().firstToken(sequence, now);
    } else {
      loop.observer().laterToken(gap);
    }
    if (generation.wantsEachToken()) {
      if (generation.request().hasStreamFault()) {
        loop.faultyStreams().token(generation, sequence, tokenId, now);
      } else {
        generation.outbox().batch().token(sequence, tokenId);
      }
    }
    if (generation.stopsAt(sequence, tokenId)) {
      loop.engine().finish(sequence, FinishReason.STOP, now);
    }
  }

  @Override
  public void finished(Sequence sequence, FinishReason reason, long now) {
    if (!loop.isLive(sequence)) {
      return;
    }
    loop.ended(sequence);
    Generation generation = EngineLoop.generation(sequence);
    if (!generation.request().hasStreamFault()
        || !loop.faultyStreams().keepsEnd(generation, sequence, reason)) {
      generation.outbox().batch().end(sequence, reason);
    }
    if (loop.isDead()) {
      // Nobody is left in vLLM who would count it.
      return;
    }
    loop.observer().finished(sequence, reason, now);
    if (generation.request().finishOne(sequence.generated())) {
      loop.observer().requestFinished(generation.request(), generation.request().longestAnswer());
    }
  }

  @Override
  public void stepped(StepSummary step) {
    loop.observer().stepped(step);
  }
}
