package dev.scaleproof.sim.engine;

/** Why a sequence ended; the lower-case names are vLLM's {@code finished_reason} values. */
public enum FinishReason {
  /** A stop token, the end-of-sequence token, or a stop string found by the caller. */
  STOP,
  /** {@code max_tokens} or the model's context was reached. */
  LENGTH,
  /** The caller gave up on it. */
  ABORT,
  /** It can never be served, for example because the whole KV cache is smaller than it. */
  ERROR,
  /** The caller's repetition detection cut it off; the engine itself never reports this. */
  REPETITION
}
