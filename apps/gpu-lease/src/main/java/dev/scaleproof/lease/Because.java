package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** Why a lease ended, or why what ran without one did. */
public enum Because {
  EXPIRED("Expired"),
  BUDGET_SPENT("BudgetSpent"),
  OUTSIDE_WINDOW("OutsideWindow"),
  NO_HEARTBEAT("NoHeartbeat"),
  /** Its duration was set to 0s. */
  RETURNED("Returned"),
  /** It was deleted. */
  WITHDRAWN("Withdrawn"),
  /** There was none, and the grace is over. */
  NO_LEASE("NoLease"),
  /** What was asked for cannot be held. */
  REFUSED("Refused");

  private final String word;

  Because(String word) {
    this.word = word;
  }

  /** As status, events and metrics have it. */
  @JsonValue
  public String word() {
    return word;
  }

  @JsonCreator
  static @Nullable Because of(@Nullable String word) {
    for (Because because : values()) {
      if (because.word.equals(word)) {
        return because;
      }
    }
    return null;
  }
}
