package dev.scaleproof.twin.promql;

/** A query that cannot be parsed, is not supported, or that Prometheus would refuse to evaluate. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  QueryException(int position, String problem) {
    super("at character " + (position + 1) + ": " + problem);
    this.position = position;
  }

  /** Where in the text, from 0. */
  public int position() {
    return position;
  }
}
