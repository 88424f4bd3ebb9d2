package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** Where a lease is in its life. */
public enum Phase {
  /** Nobody holds it, or the guard has not seen yet that somebody asks. */
  IDLE("Idle"),
  /** Held: only now may GPUs come up. */
  ACTIVE("Active"),
  /** Over, and its GPUs are not gone yet. */
  DRAINING("Draining");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** As the status has it. */
  @JsonValue
  public String word() {
    return word;
  }

  @JsonCreator
  static Phase of(@Nullable String word) {
    for (Phase phase : values()) {
      if (phase.word.equals(word)) {
        return phase;
      }
    }
    // Whatever an edited status says, it gives nobody a lease.
    return IDLE;
  }
}
