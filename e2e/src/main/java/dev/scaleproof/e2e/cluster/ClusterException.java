package dev.scaleproof.e2e.cluster;

import org.jspecify.annotations.Nullable;

/** The cluster could not be had; the message says what to do, in one line. */
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
