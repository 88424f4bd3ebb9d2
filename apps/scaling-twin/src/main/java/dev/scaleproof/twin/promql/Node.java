package dev.scaleproof.twin.promql;

import java.util.List;

/** A part of a query, by the type of its value. */
sealed interface Node {
  /** Where it begins in the text. */
  int position();

  /** In the words of Prometheus' error messages. */
  String typeWord();

  /** Computes a number. */
  record Scalar(int position, ScalarEvaluation evaluation) implements Node {
    @Override
    public String typeWord() {
      return "scalar";
    }
  }

  /** Computes an instant vector. */
  record Vector(int position, VectorEvaluation evaluation) implements Node {
    @Override
    public String typeWord() {
      return "instant vector";
    }
  }

  /** Names series, whose latest samples are an instant vector. */
  record Selection(int position, Selector selector) implements Node {
    @Override
    public String typeWord() {
      return "instant vector";
    }
  }

  /** Names series and a range of time; only functions can take it. */
  record Range(int position, Selector selector, long millis) implements Node {
    @Override
    public String typeWord() {
      return "range vector";
    }
  }

  /** How to compute a number. */
  @FunctionalInterface
  interface ScalarEvaluation {
    double in(Evaluation evaluation);
  }

  /** How to compute a vector. */
  @FunctionalInterface
  interface VectorEvaluation {
    List<Sample> in(Evaluation evaluation);
  }

  /**
   * What is evaluated on.
   *
   * @param at in milliseconds
   */
  record Evaluation(SampleStore store, long at) {}

  /** The value of an expression that is a number. */
  static double number(Node node, Evaluation evaluation) {
    if (node instanceof Scalar scalar) {
      return scalar.evaluation().in(evaluation);
    }
    throw new QueryException(node.position(), "expected a scalar, got " + node.typeWord());
  }

  /** The value of an expression that is an instant vector. */
  static List<Sample> vector(Node node, Evaluation evaluation) {
    return switch (node) {
      case Vector vector -> vector.evaluation().in(evaluation);
      case Selection selection -> selection.selector().instant(evaluation.store(), evaluation.at());
      case Scalar scalar -> throw wrongType(scalar);
      case Range range -> throw wrongType(range);
    };
  }

  private static QueryException wrongType(Node node) {
    return new QueryException(
        node.position(), "expected an instant vector, got " + node.typeWord());
  }
}
