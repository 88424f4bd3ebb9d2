package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuLeaseStatus.LastLease;
import dev.scaleproof.lease.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A status on its way to the next one. Lives for one decision; not thread-safe. */
final class Draft {
  private static final double MICRO = 1e6;

  Phase phase;
  long observedGeneration;
  @Nullable Instant startedAt;
  @Nullable Instant expiresAt;
  @Nullable Instant accountedUntil;
  int gpus;
  double gpuSeconds;
  double spentUsd;
  @Nullable Instant unleasedSince;
  @Nullable String message;
  @Nullable LastLease last;

  Draft(GpuLeaseStatus status) {
    phase = status.phase();
    observedGeneration = status.observedGeneration();
    startedAt = status.startedAt();
    expiresAt = status.expiresAt();
    accountedUntil = status.accountedUntil();
    gpus = status.gpus();
    gpuSeconds = status.gpuSeconds();
    spentUsd = status.spentUsd();
    unleasedSince = status.unleasedSince();
    message = status.message();
    last = status.last();
  }

  /** Counts a span that ends now. While it drains, it is the ended lease's. */
  void add(Charge charge, Instant now) {
    gpus = charge.gpus();
    if (charge.gpuSeconds() > 0) {
      gpuSeconds = micro(gpuSeconds + charge.gpuSeconds());
      spentUsd = micro(spentUsd + charge.usd());
      accountedUntil = now;
    }
    if (phase == Phase.DRAINING && last != null && charge.gpuSeconds() > 0) {
      last =
          new LastLease(
              last.owner(),
              last.reason(),
              last.startedAt(),
              last.endedAt(),
              last.because(),
              gpuSeconds,
              spentUsd);
    }
  }

  void start(Terms.Sound terms, boolean adopt, Instant now) {
    phase = Phase.ACTIVE;
    // Whole seconds, as every other time of Kubernetes; not later than now.
    startedAt = now.truncatedTo(ChronoUnit.SECONDS);
    expiresAt = startedAt.plus(terms.duration());
    accountedUntil = now;
    unleasedSince = null;
    if (!adopt) {
      gpuSeconds = 0;
      spentUsd = 0;
    }
  }

  LastLease end(Because because, @Nullable GpuLeaseSpec holder, Instant now) {
    LastLease ended =
        new LastLease(
            holder == null ? null : holder.owner(),
            holder == null ? null : holder.reason(),
            startedAt,
            now,
            because,
            gpuSeconds,
            spentUsd);
    phase = Phase.DRAINING;
    unleasedSince = null;
    last = ended;
    return ended;
  }

  void idle() {
    phase = Phase.IDLE;
    startedAt = null;
    expiresAt = null;
    gpuSeconds = 0;
    spentUsd = 0;
    unleasedSince = null;
  }

  GpuLeaseStatus status() {
    return new GpuLeaseStatus(
        phase,
        observedGeneration,
        startedAt,
        expiresAt,
        accountedUntil,
        gpus,
        gpuSeconds,
        spentUsd,
        unleasedSince,
        message,
        last);
  }

  /** Whether it differs from a status in more than what has been counted. */
  boolean changes(GpuLeaseStatus status) {
    LastLease before = status.last();
    return phase != status.phase()
        || observedGeneration != status.observedGeneration()
        || gpus != status.gpus()
        || !Objects.equals(startedAt, status.startedAt())
        || !Objects.equals(expiresAt, status.expiresAt())
        || !Objects.equals(unleasedSince, status.unleasedSince())
        || !Objects.equals(message, status.message())
        || (last == null) != (before == null)
        || (last != null
            && before != null
            && (last.because() != before.because()
                || !Objects.equals(last.endedAt(), before.endedAt())));
  }

  private static double micro(double amount) {
    return Math.round(amount * MICRO) / MICRO;
  }
}
