package dev.scaleproof.twin.promql;

import org.jspecify.annotations.Nullable;

/**
 * An arithmetic or comparison operator.
 *
 * @param bool a comparison gives 1 or 0 instead of filtering
 */
record VectorOperator(String symbol, boolean bool) {
  boolean isComparison() {
    return switch (symbol) {
      case "==", "!=", "<", ">", "<=", ">=" -> true;
      default -> false;
    };
  }

  /** A filter leaves its elements as they are. */
  boolean keepsName() {
    return isComparison() && !bool;
  }

  /** Null if a filter drops the element; a filter keeps the left value. */
  @Nullable Double apply(double left, double right) {
    if (!isComparison()) {
      return compute(left, right);
    }
    boolean holds =
        switch (symbol) {
          case "==" -> left == right;
          case "!=" -> left != right;
          case "<" -> left < right;
          case ">" -> left > right;
          case "<=" -> left <= right;
          default -> left >= right;
        };
    if (bool) {
      return holds ? 1.0 : 0.0;
    }
    return holds ? (Double) left : null;
  }

  private double compute(double left, double right) {
    return switch (symbol) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "%" -> left % right;
      case "^" -> Math.pow(left, right);
      default -> throw new IllegalStateException(symbol);
    };
  }
}
