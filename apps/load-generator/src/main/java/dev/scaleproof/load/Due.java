package dev.scaleproof.load;

/**
 * A request that is to be sent.
 *
 * @param user of a closed loop, or number of the arrival in an open one
 * @param intended nanoseconds since the run's start
 * @param promptTokens 0 for the workload's own
 * @param maxTokens 0 for the workload's own
 */
record Due(int user, long intended, boolean warmUp, int promptTokens, int maxTokens) {}
