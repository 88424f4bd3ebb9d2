package dev.scaleproof.sim.fault;

import org.jspecify.annotations.Nullable;

/** What a fault does. Times are simulated nanoseconds. */
sealed interface Effect {
  /** A request is answered with this status instead of being served. */
  record Failure(int status, @Nullable Integer retryAfterSeconds) implements Effect {}

  /** A request's connection is closed without an answer. */
  record Drop() implements Effect {}

  /** A request reaches the engine so much later. */
  record SlowStart(long nanos) implements Effect {}

  /** A stream's connection is closed after so many tokens. */
  record Cut(int afterTokens) implements Effect {}

  /**
   * A stream falls silent after so many tokens; for {@code nanos}, or while the fault lasts if 0.
   */
  record Stall(int afterTokens, long nanos) implements Effect {}

  /** A step takes {@code factor} times as long and {@code nanos} more. */
  record Latency(double factor, long nanos) implements Effect {}

  /** So much of the KV cache is taken by something else. */
  record KvPressure(double fraction) implements Effect {}

  /** {@code /metrics} says what it said when the fault began. */
  record FrozenMetrics() implements Effect {}

  /** The engine dies. */
  record EngineDeath() implements Effect {}
}
