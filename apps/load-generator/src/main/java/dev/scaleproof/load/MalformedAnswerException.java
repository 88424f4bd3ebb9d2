package dev.scaleproof.load;

/** The peer sent what is not HTTP, or not what its own headers announce. */
final class MalformedAnswerException extends RuntimeException {
  MalformedAnswerException(String message) {
    super(message, null, false, false);
  }
}
