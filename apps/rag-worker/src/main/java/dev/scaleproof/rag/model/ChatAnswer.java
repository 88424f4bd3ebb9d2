package dev.scaleproof.rag.model;

import java.time.Duration;

/** What came of a request to the model. */
public sealed interface ChatAnswer {
  /** An answer; {@code model} is the name that the server gave. */
  record Text(String text, String model) implements ChatAnswer {}

  /**
   * Another attempt may succeed.
   *
   * @param atLeast what the server asked to wait; zero if it did not
   */
  record Later(String reason, Duration atLeast) implements ChatAnswer {}

  /** The same request would be refused again. */
  record Refused(String reason) implements ChatAnswer {}
}
