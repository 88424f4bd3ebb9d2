package dev.scaleproof.cluster.snapshot;

import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.Phase;

/**
 * A GpuLease.
 *
 * @param generation of the spec; what the status is about may be older
 */
public record Lease(
    String namespace, String name, long generation, GpuLeaseSpec spec, GpuLeaseStatus status) {
  /** "serving/raw-vllm". */
  public String id() {
    return namespace + "/" + name;
  }

  /** Whether GPUs may come up under it. */
  public boolean active() {
    return status.phase() == Phase.ACTIVE && spec.asked();
  }

  /** Whether the guard has seen the spec as it is. */
  public boolean seen() {
    return status.observedGeneration() >= generation;
  }
}
