package dev.scaleproof.gateway.config;

/**
 * Bounds on what the gateway takes in.
 *
 * @param requestBytes largest request body
 * @param bufferedBytes request bodies held in memory at once, all requests together
 * @param held requests waiting for a replica, per pool
 * @param attempts replicas that one request may be sent to
 * @param outstandingPerReplica requests at one replica at once; 0 for no limit
 */
public record Limits(
    long requestBytes, long bufferedBytes, int held, int attempts, int outstandingPerReplica) {}
