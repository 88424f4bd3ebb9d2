package dev.scaleproof.load;

/** Something the user can put right; the message is one line that says what to do. */
final class UserException extends RuntimeException {
  private final int exitCode;

  private UserException(int exitCode, String message) {
    super(message.lines().findFirst().orElse(""), null, false, false);
    this.exitCode = exitCode;
  }

  /** A flag that does not fit. */
  static UserException flag(String message) {
    return new UserException(2, message);
  }

  /** The target or a file does not play along. */
  static UserException target(String message) {
    return new UserException(1, message);
  }

  int exitCode() {
    return exitCode;
  }
}
