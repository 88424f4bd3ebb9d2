package dev.scaleproof.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person set, checked.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param source where the pools come from
 * @param timeouts time limits of one request
 * @param limits bounds on what is taken in
 * @param dnsRefresh how often names are resolved again
 * @param drainTimeout how long requests in flight may go on after SIGTERM
 * @param eventLoops threads that move bytes
 * @param jobs the job queue, or null without one
 */
public record Settings(
    String host,
    int port,
    PoolSource source,
    Timeouts timeouts,
    Limits limits,
    Duration dnsRefresh,
    Duration drainTimeout,
    int eventLoops,
    @Nullable JobSettings jobs) {}
