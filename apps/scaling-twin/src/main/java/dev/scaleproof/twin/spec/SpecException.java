package dev.scaleproof.twin.spec;

/**
 * A manifest, or a query or formula in it, that cannot be followed. The message is one line: the
 * path of the field, a colon, and what to do about it.
 */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Makes the one-line message.
   *
   * @param field path from the document's root, as in {@code spec.triggers[0].metadata.threshold}
   * @param problem what is wrong and what to write instead, without a line break
   */
  public SpecException(String field, String problem) {
    super(field + ": " + problem);
    this.field = field;
  }

  /** The path of the offending field. */
  public String field() {
    return field;
  }
}
