package dev.scaleproof.load;

import org.jspecify.annotations.Nullable;

/**
 * One request from intention to end. All moments are nanoseconds since the run's start ({@link
 * LoadRun#startNanos()}), -1 where the moment did not come.
 *
 * @param id sent as {@code x-request-id}
 * @param user number of the closed loop's user, or of the arrival in an open loop
 * @param warmUp intended within the warm-up: not in the report
 * @param intendedNanos when it should have been sent; in an open loop, latency counts from here
 * @param sentNanos when it was handed to the client; opening a connection for it comes after
 * @param firstTokenNanos when the first token arrived (stream), or the first byte of the body
 * @param lastTokenNanos when the last token arrived (stream), or the last byte of the body
 * @param endNanos when the answer was complete or the failure known
 * @param httpStatus 0 if no status line arrived
 * @param finishReason as in the answer, such as {@code length}
 * @param chunks events that carry tokens (stream); 0 otherwise
 * @param tokens the answer's {@code usage.completion_tokens}, or {@code chunks} if it has none
 * @param promptTokens the answer's {@code usage.prompt_tokens}; 0 if it has none
 * @param bytes of the answer's body
 * @param replica value of {@code x-gateway-replica}
 * @param error what went wrong, for people; null if nothing did
 * @param gaps between consecutive events that carry tokens; one fewer than {@code chunks}
 */
public record RequestRecord(
    String id,
    int user,
    boolean warmUp,
    long intendedNanos,
    long sentNanos,
    long firstTokenNanos,
    long lastTokenNanos,
    long endNanos,
    Status status,
    int httpStatus,
    @Nullable String finishReason,
    int chunks,
    int tokens,
    int promptTokens,
    long bytes,
    @Nullable String replica,
    @Nullable String error,
    Gaps gaps) {

  /** {@link Status#label}, with the code for HTTP errors: {@code http 503}. */
  public String kind() {
    return status == Status.HTTP_ERROR ? "http " + httpStatus : status.label();
  }

  public boolean ok() {
    return status == Status.OK;
  }
}
