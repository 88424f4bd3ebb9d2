package dev.scaleproof.twin.hpa;

import org.jspecify.annotations.Nullable;

/**
 * What one metric asks for.
 *
 * @param usageMilli what the HPA's status shows: the total for targets of type Value, else the
 *     average per pod; in thousandths
 * @param utilization in per cent, for targets of type Utilization
 */
record Proposal(int replicas, long usageMilli, @Nullable Integer utilization) {}
