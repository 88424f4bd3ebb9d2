package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.error.ApiError;

/**
 * What a request about a job is answered with.
 *
 * @param body JSON in UTF-8
 * @param headers further header lines, each with its line end
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record JobAnswer(int status, byte[] body, String headers) {

  static JobAnswer of(ApiError error) {
    return new JobAnswer(error.status(), error.json(), retryAfter(error));
  }

  /** An error about a job that goes on, or has been given up: it says where to look. */
  static JobAnswer of(ApiError error, String id) {
    return new JobAnswer(
        error.status(), JobJson.withId(error.json(), id), retryAfter(error) + location(id));
  }

  static String location(String id) {
    return "location: /v1/jobs/" + id + "\r\n";
  }

  private static String retryAfter(ApiError error) {
    int seconds = error.retryAfterSeconds();
    return seconds > 0 ? "retry-after: " + seconds + "\r\n" : "";
  }
}
