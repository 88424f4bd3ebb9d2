package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.lease.GpuLease;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a target, with the versions that it was read in.
 *
 * @param lease the object itself; null if there is none
 * @param workloadVersion empty if there is none
 * @param scalerVersions by name
 * @param readAtNanos monotonic time before it was read
 */
public record Seen(
    Observed observed,
    @Nullable GpuLease lease,
    String workloadVersion,
    Map<String, String> scalerVersions,
    long readAtNanos) {}
