package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.GpuLeaseStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done. The status comes first: where somebody else wrote the lease meanwhile, it is
 * refused, and nothing of this decision may be done.
 *
 * @param status to be written; null if it is as it should be
 * @param charge what the status counts more than before
 * @param actions in this order
 * @param notices to be told once the status is written
 */
public record Decision(
    @Nullable GpuLeaseStatus status, Charge charge, List<Action> actions, List<Notice> notices) {}
