package dev.scaleproof.jobs;

/**
 * A job that was given up.
 *
 * @param entry its place among the dead letters, in order of death
 * @param id of the job; {@code unnamed-…} where the entry had none that can be used
 * @param job the document as it came, or its beginning
 * @param truncated whether {@code job} is only the beginning, so that it cannot be retried
 * @param reason in one line
 * @param attempts deliveries before it was given up
 */
public record DeadLetter(
    String entry, String id, String job, boolean truncated, String reason, int attempts) {}
