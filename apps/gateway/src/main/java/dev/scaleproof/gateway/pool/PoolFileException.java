package dev.scaleproof.gateway.pool;

/** A pool file that cannot be used; the message names the field and is one line for its author. */
public final class PoolFileException extends Exception {

  private static final long serialVersionUID = 1L;

  PoolFileException(String message) {
    super(message);
  }

  PoolFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
