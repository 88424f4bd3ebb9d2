/**
 * A reliable job queue on Redis Streams: an accepted job is delivered at least once, its result is
 * stored once, and what cannot be done ends among the dead letters with its reason. {@link
 * dev.scaleproof.jobs.JobQueues} is the submitting side, {@link dev.scaleproof.jobs.JobConsumer}
 * the consuming one; every step that must not be torn apart is one Lua script in Redis.
 */
@NullMarked
package dev.scaleproof.jobs;

import org.jspecify.annotations.NullMarked;
