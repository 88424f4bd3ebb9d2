package dev.scaleproof.jobs;

/** A document that is no job; the message is one line that says which field is wrong, and how. */
public final class MalformedJobException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  MalformedJobException(String message) {
    super(message);
  }
}
