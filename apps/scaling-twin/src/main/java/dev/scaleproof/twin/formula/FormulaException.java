package dev.scaleproof.twin.formula;

/** A formula that does not compile, is not supported, or fails on the values it was given. */
public final class FormulaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FormulaException(String problem) {
    super(problem);
  }

  FormulaException(int position, String problem) {
    super("at character " + (position + 1) + ": " + problem);
  }
}
