package dev.scaleproof.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hash {@code job:<id>} said at one moment.
 *
 * @param attempts deliveries to a worker so far
 * @param submitted when Redis took the job, by Redis' clock, as are the others
 * @param started of the latest attempt
 * @param ended when the result was stored or the job was given up
 * @param worker who runs it, or ran it last
 * @param progress what the worker last reported of the current attempt
 * @param result the handler's JSON, of a job that is {@link JobStatus#DONE}
 * @param reason why the latest attempt failed, or why the job is {@link JobStatus#DEAD}
 */
public record JobState(
    String id,
    String queue,
    JobStatus status,
    int attempts,
    Instant submitted,
    @Nullable Instant started,
    @Nullable Instant ended,
    @Nullable String worker,
    @Nullable String progress,
    @Nullable String result,
    @Nullable String reason) {}
