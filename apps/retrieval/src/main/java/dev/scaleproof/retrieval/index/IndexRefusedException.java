package dev.scaleproof.retrieval.index;

/** There is no index that may be used; the message says why, and what to do, in one line. */
public final class IndexRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public IndexRefusedException(String message) {
    super(message);
  }

  public IndexRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
