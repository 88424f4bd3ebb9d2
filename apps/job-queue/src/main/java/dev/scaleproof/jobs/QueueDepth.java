package dev.scaleproof.jobs;

/**
 * How many jobs a queue holds, counted in one script: whoever asks, and from wherever, sees the
 * same moment.
 *
 * @param waiting in the stream, not delivered to a worker
 * @param inflight delivered, without a stored result yet
 * @param retrying waiting for the end of their back-off; not part of the stream's length
 * @param dead dead letters
 */
public record QueueDepth(long waiting, long inflight, long retrying, long dead) {}
