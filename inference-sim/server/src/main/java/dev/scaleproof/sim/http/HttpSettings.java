package dev.scaleproof.sim.http;

import java.util.List;

/**
 * Limits and habits of the HTTP server.
 *
 * @param maxBodyBytes larger request bodies are answered with 413 and not kept
 * @param maxUnreadBytes a streaming client that lets more than this pile up is cut off
 * @param requestIdHeaders whether every response carries {@code x-request-id}
 * @param apiKeys bearer tokens of which one is needed under {@code /v1}; none if empty
 */
public record HttpSettings(
    long maxBodyBytes, int maxUnreadBytes, boolean requestIdHeaders, List<String> apiKeys) {}
