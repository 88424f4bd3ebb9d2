package dev.scaleproof.twin.hpa;

/** A metric that cannot be had, or from which no replica count can be computed. */
public final class MetricUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Carries the reason, in one line; no stack trace, since it is an expected answer. */
  public MetricUnavailable(String message) {
    super(message, null, false, false);
  }
}
