package dev.scaleproof.retrieval.build;

/** Nothing can be built; the message says why, and what to do, in one line. */
public final class BuildException extends Exception {
  private static final long serialVersionUID = 1;

  public BuildException(String message) {
    super(message);
  }
}
