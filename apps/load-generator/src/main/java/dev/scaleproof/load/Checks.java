package dev.scaleproof.load;

/** Argument checks whose message is shown to the person who chose the value. */
final class Checks {
  private Checks() {}

  static void that(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
