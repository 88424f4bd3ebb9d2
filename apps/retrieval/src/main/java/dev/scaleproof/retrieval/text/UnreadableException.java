package dev.scaleproof.retrieval.text;

/** A file whose text cannot be had; the message says why in one line, without the file's name. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnreadableException(String message) {
    super(message);
  }

  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
