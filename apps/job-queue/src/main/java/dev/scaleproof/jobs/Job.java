package dev.scaleproof.jobs;

/**
 * A job as its handler gets it.
 *
 * @param attempt which delivery this is, from 1
 */
public record Job(String id, String queue, JobDocument document, int attempt) {}
