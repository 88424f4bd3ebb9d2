package dev.scaleproof.jobs;

/**
 * How a consumer stopped.
 *
 * @param finished jobs that ended within the grace period
 * @param handedBack jobs that are in the queue again, for another attempt
 * @param left jobs of which Redis could not be told; others take them when their lease ends
 */
public record DrainReport(int finished, int handedBack, int left) {}
