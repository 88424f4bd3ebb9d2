package dev.scaleproof.gateway.jobs;

import dev.scaleproof.gateway.error.ApiError;

/** A request that is answered with an error, and done with. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient ApiError error;

  Refusal(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
