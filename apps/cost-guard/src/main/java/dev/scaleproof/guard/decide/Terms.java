package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.LeaseWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lease's spec, read. */
sealed interface Terms {
  /** A client's clock may be this much ahead; a heartbeat of later is none. */
  Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  /** It cannot be held. */
  record Broken(String words) implements Terms {}

  /** It can. */
  record Sound(
      Duration duration,
      String owner,
      String reason,
      double budgetUsd,
      int replicas,
      @Nullable LeaseWindow window,
      @Nullable Duration heartbeat)
      implements Terms {

    /** Why a lease of these terms is over, if it is. */
    Optional<Because> over(
        Instant startedAt, double spentUsd, @Nullable Instant lastHeartbeat, Instant now) {
      if (!now.isBefore(startedAt.plus(duration))) {
        return Optional.of(Because.EXPIRED);
      }
      if (spentUsd >= budgetUsd) {
        return Optional.of(Because.BUDGET_SPENT);
      }
      // From its start on, so that a closing which nobody looked at is not missed.
      if (window != null
          && window.closesAfter(startedAt).filter(closing -> now.isBefore(closing)).isEmpty()) {
        return Optional.of(Because.OUTSIDE_WINDOW);
      }
      if (heartbeat != null
          && !now.isBefore(lastSign(startedAt, lastHeartbeat, now).plus(heartbeat))) {
        return Optional.of(Because.NO_HEARTBEAT);
      }
      return Optional.empty();
    }

    private static Instant lastSign(Instant startedAt, @Nullable Instant beat, Instant now) {
      return beat == null || beat.isBefore(startedAt) || beat.isAfter(now.plus(CLOCK_TOLERANCE))
          ? startedAt
          : beat;
    }
  }

  /** Reads a spec that somebody holds or asks for. */
  static Terms of(GpuLeaseSpec spec) {
    try {
      return sound(spec);
    } catch (IllegalArgumentException broken) {
      return new Broken(String.valueOf(broken.getMessage()));
    }
  }

  private static Sound sound(GpuLeaseSpec spec) {
    if (spec.duration() == null) {
      throw new IllegalArgumentException("spec.duration is missing, use 45m, 1h30m or 90s");
    }
    Duration duration = LeaseDurations.parse(spec.duration());
    Double budget = spec.budgetUsd();
    if (budget == null || !(budget > 0) || budget.isInfinite()) {
      throw new IllegalArgumentException(
          "spec.budgetUsd must be an amount of USD above 0, and is " + budget);
    }
    if (spec.replicas() < 1) {
      throw new IllegalArgumentException(
          "spec.maxReplicas must be 1 or more, and is " + spec.maxReplicas());
    }
    if (spec.window() != null) {
      spec.window().closesAfter(Instant.EPOCH);
    }
    Duration heartbeat = spec.heartbeat() == null ? null : LeaseDurations.parse(spec.heartbeat());
    if (heartbeat != null && heartbeat.isZero()) {
      throw new IllegalArgumentException("spec.heartbeat must be longer than 0s");
    }
    return new Sound(
        duration,
        said("owner", spec.owner()),
        said("reason", spec.reason()),
        budget,
        spec.replicas(),
        spec.window(),
        heartbeat);
  }

  private static String said(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("spec.%s is missing".formatted(field));
    }
    return text;
  }
}
