package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Observed.Lease;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a status right that somebody else than a guard wrote. What follows from the status itself is
 * seen by any guard; what only a process that saw the lease before can know, by that one.
 */
final class Repairs {
  /** Two guards' ideas of the API server's clock differ by less. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  private final Draft draft;
  private final List<Notice> notices;
  private final Instant now;

  Repairs(Draft draft, List<Notice> notices, Instant now) {
    this.draft = draft;
    this.notices = notices;
    this.now = now;
  }

  void apply(Lease lease, @Nullable Known known, Terms terms) {
    if (known != null && known.uid().equals(lease.uid())) {
      fromMemory(known);
    }
    if (draft.accountedUntil != null && draft.accountedUntil.isAfter(now.plus(CLOCK_TOLERANCE))) {
      tell("account", "accountedUntil was in the future: %s".formatted(draft.accountedUntil));
      draft.accountedUntil = now;
    }
    if (draft.phase == Phase.ACTIVE) {
      start();
      expiry(lease, terms);
    }
  }

  private void fromMemory(Known known) {
    boolean sameLease =
        known.status().phase() == Phase.ACTIVE
            // Ending a lease always leaves it there; so this is the very lease.
            && Objects.equals(known.status().last(), draft.last);
    if (sameLease) {
      if (draft.phase != Phase.ACTIVE) {
        tell("phase", "phase was set to %s in mid-lease".formatted(draft.phase.word()));
        draft.phase = Phase.ACTIVE;
        draft.observedGeneration = known.status().observedGeneration();
      }
      if (!Objects.equals(draft.startedAt, known.status().startedAt())) {
        tell(
            "startedAt",
            "startedAt was set to %s, it is %s"
                .formatted(draft.startedAt, known.status().startedAt()));
        draft.startedAt = known.status().startedAt();
      }
      account(known);
    } else if (known.status().phase() == Phase.DRAINING
        && draft.phase == Phase.ACTIVE
        && draft.observedGeneration <= known.status().observedGeneration()) {
      tell("phase", "phase was set to Active although the lease had ended");
      draft.phase = Phase.DRAINING;
      draft.last = known.status().last();
    }
  }

  private void account(Known known) {
    Instant counted = known.status().accountedUntil();
    if (draft.gpuSeconds < known.status().gpuSeconds()
        || draft.spentUsd < known.status().spentUsd()
        || (counted != null
            && (draft.accountedUntil == null || draft.accountedUntil.isBefore(counted)))) {
      tell(
          "account",
          "gpuSeconds, spentUsd or accountedUntil were set back; %s USD were spent already"
              .formatted(known.status().spentUsd()));
      draft.gpuSeconds = known.status().gpuSeconds();
      draft.spentUsd = known.status().spentUsd();
      draft.accountedUntil = counted;
    }
  }

  private void start() {
    if (draft.startedAt == null || draft.startedAt.isAfter(now.plus(CLOCK_TOLERANCE))) {
      Instant instead =
          draft.accountedUntil == null || draft.accountedUntil.isAfter(now)
              ? now
              : draft.accountedUntil;
      tell("startedAt", "startedAt was %s, %s now".formatted(draft.startedAt, instead));
      draft.startedAt = instead;
    }
  }

  private void expiry(Lease lease, Terms terms) {
    if (terms instanceof Terms.Sound sound && draft.startedAt != null) {
      Instant right = draft.startedAt.plus(sound.duration());
      // A newer spec says another duration, and is no repair.
      if (!right.equals(draft.expiresAt)
          && lease.generation() == draft.observedGeneration
          && lease.spec().asked()) {
        tell(
            "expiry",
            "expiresAt was set to %s, it is %s; to extend a lease: make lease-extend LEASE=15m"
                .formatted(draft.expiresAt, right));
      }
      draft.expiresAt = right;
    }
  }

  private void tell(String what, String words) {
    notices.add(new Notice.Repaired(what, words));
  }
}
