package dev.scaleproof.twin.formula;

import org.jspecify.annotations.Nullable;

/**
 * A part of a formula with the type that expr-lang's checker gives it.
 *
 * <p>Values are {@link Long}, {@link Double}, {@link Boolean}, {@link java.util.List} or null.
 *
 * @param element of an array whose elements are all of one type: that type
 */
record Expression(ValueType type, ValueType element, Evaluation evaluation) {
  /** Of a value that is no array, or of an array of anything. */
  Expression(ValueType type, Evaluation evaluation) {
    this(type, ValueType.UNKNOWN, evaluation);
  }

  /** What is known of a value before it is computed. */
  enum ValueType {
    INTEGER,
    FLOAT,
    BOOLEAN,
    ARRAY,
    NIL,
    UNKNOWN;

    boolean mayBeNumber() {
      return this == INTEGER || this == FLOAT || this == UNKNOWN;
    }

    boolean mayBeBoolean() {
      return this == BOOLEAN || this == UNKNOWN;
    }
  }

  /** How to compute a value. */
  @FunctionalInterface
  interface Evaluation {
    @Nullable Object in(Scope scope);
  }

  /** A whole number as written, which expr-lang's optimizer computes with before anything runs. */
  record Literal(long value) implements Evaluation {
    @Override
    public Object in(Scope scope) {
      return value;
    }
  }

  @Nullable Object evaluate(Scope scope) {
    return evaluation.in(scope);
  }
}
