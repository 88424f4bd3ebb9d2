package dev.scaleproof.demo.process;

import java.io.Serial;

/** A child process that could not be started or never became ready; the message is one line. */
public final class ChildException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public ChildException(String message) {
    super(message);
  }

  public ChildException(String message, Throwable cause) {
    super(message, cause);
  }
}
