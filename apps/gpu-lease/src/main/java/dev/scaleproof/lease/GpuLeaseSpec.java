package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for. Immutable. The schema refuses most mistakes; whoever reads a spec must still
 * expect any of them, since a schema can be removed.
 *
 * @param duration as {@link LeaseDurations} reads it; 0s: nobody holds it
 * @param owner who answers for the money
 * @param reason what for
 * @param budgetUsd USD after which the lease is over
 * @param maxReplicas how many replicas at once; 1 if it says nothing
 * @param window outside of it the lease is over; null: always open
 * @param heartbeat the lease is over when the last heartbeat is older than this; null: none needed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GpuLeaseSpec(
    @Nullable String duration,
    @Nullable String owner,
    @Nullable String reason,
    @Nullable Double budgetUsd,
    @Nullable Integer maxReplicas,
    @Nullable LeaseWindow window,
    @Nullable String heartbeat) {
  /** The form in Git: nobody holds it. */
  public static final GpuLeaseSpec IDLE =
      new GpuLeaseSpec(LeaseDurations.NOT_HELD, null, null, null, null, null, null);

  private static final int DEFAULT_MAX_REPLICAS = 1;

  /** A lease without extras. */
  public static GpuLeaseSpec of(String duration, String owner, String reason, double budgetUsd) {
    return new GpuLeaseSpec(duration, owner, reason, budgetUsd, null, null, null);
  }

  /** The same with another duration. */
  public GpuLeaseSpec withDuration(String other) {
    return new GpuLeaseSpec(other, owner, reason, budgetUsd, maxReplicas, window, heartbeat);
  }

  /** Whether somebody asks for it: any duration but zero, be it one that nobody can read. */
  public boolean asked() {
    try {
      return duration != null && !LeaseDurations.parse(duration).isZero();
    } catch (IllegalArgumentException unreadable) {
      return true;
    }
  }

  /** `maxReplicas`, or its default. */
  public int replicas() {
    return maxReplicas == null ? DEFAULT_MAX_REPLICAS : maxReplicas;
  }
}
