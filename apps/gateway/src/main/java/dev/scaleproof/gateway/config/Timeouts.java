package dev.scaleproof.gateway.config;

import java.time.Duration;

/**
 * Time limits of one request. There is no limit on the whole of a stream: a long answer is not a
 * fault.
 *
 * @param connect until a TCP connection to a replica stands
 * @param firstByte from the request being sent to the first byte of the response's body
 * @param interChunk between two reads from a replica after that
 * @param hold how long a request waits for a usable replica
 * @param clientRead until a client has sent its whole request
 * @param clientIdle how long a client's connection may stay open without a request
 * @param clientStall how long a client may refuse to take bytes that wait for it
 * @param upstreamIdle how long an unused connection to a replica is kept; below uvicorn's own 5 s,
 *     so that vLLM does not close it first
 */
public record Timeouts(
    Duration connect,
    Duration firstByte,
    Duration interChunk,
    Duration hold,
    Duration clientRead,
    Duration clientIdle,
    Duration clientStall,
    Duration upstreamIdle) {}
