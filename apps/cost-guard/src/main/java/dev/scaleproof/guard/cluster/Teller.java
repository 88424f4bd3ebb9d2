package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Step;
import dev.scaleproof.lease.GpuLease;
import org.jspecify.annotations.Nullable;

/** Passes on what happened. */
public interface Teller {
  /**
   * Once for each thing that happened.
   *
   * @param lease as it was written; null if there is none
   */
  void tell(Observed observed, @Nullable GpuLease lease, Step.Tell what);
}
