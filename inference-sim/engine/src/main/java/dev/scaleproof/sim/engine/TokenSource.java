package dev.scaleproof.sim.engine;

/** What stands in for the model: says which token a sequence produces next. */
@FunctionalInterface
public interface TokenSource {
  /**
   * The token for {@code position} of the answer, 0 for the first. Asked exactly once for each
   * position, in order, also for a sequence that was preempted in between. Returning {@link
   * EngineConfig#endOfSequenceToken()} or one of the sequence's stop tokens ends the sequence,
   * unless the sequence ignores the former or has not reached its minimum length: a source that
   * honours {@code min_tokens} as vLLM does returns neither before that length.
   */
  int next(Sequence sequence, int position);
}
