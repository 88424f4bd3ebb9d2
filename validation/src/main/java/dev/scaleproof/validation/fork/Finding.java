package dev.scaleproof.validation.fork;

/**
 * Something that a fork forgot, in one line that says what to do.
 *
 * @param stops whether Argo CD could not deliver; else it is only worth knowing
 */
record Finding(boolean stops, String place, String message) {

  static Finding stops(String place, String message) {
    return new Finding(true, place, message);
  }

  static Finding note(String place, String message) {
    return new Finding(false, place, message);
  }

  @Override
  public String toString() {
    return (stops ? "" : "note: ") + place + ": " + message;
  }
}
