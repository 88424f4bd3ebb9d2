package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseStatus;

/** Something that happened, to be told as an Event and counted. */
public sealed interface Notice {
  /** In one sentence. */
  String words();

  /** A lease is held from now on. */
  record Started(String words) implements Notice {}

  /** A lease, or GPUs without one, ended. */
  record Ended(Because because, GpuLeaseStatus.LastLease lease, String words) implements Notice {}

  /** Somebody asked for what cannot be held. */
  record Refused(String words) implements Notice {}

  /** GPUs or an un-paused scaler are there without a lease; the grace begins. */
  record Unleased(String words) implements Notice {}

  /**
   * Something was put back.
   *
   * @param what expiry, startedAt, phase, account, pause, replicas, lease
   */
  record Repaired(String what, String words) implements Notice {}
}
