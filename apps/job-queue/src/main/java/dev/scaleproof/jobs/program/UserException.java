package dev.scaleproof.jobs.program;

/** Something the user can put right; the message is one line that says what to do. */
final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UserException(String message) {
    super(message.lines().findFirst().orElse(""), null, false, false);
  }
}
