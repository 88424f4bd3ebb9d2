package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Binary expressions by the types of their sides. */
final class BinaryNodes {
  private BinaryNodes() {}

  static Node sets(int position, String operator, Node left, Node right, Matching matching) {
    String word = operator.toLowerCase(Locale.ROOT);
    if (!isVector(left) || !isVector(right)) {
      throw new QueryException(position, "set operator " + word + " needs a vector on both sides");
    }
    return new Node.Vector(
        position,
        evaluation ->
            matching.combineSets(
                word, Node.vector(left, evaluation), Node.vector(right, evaluation)));
  }

  static Node of(
      int position, VectorOperator operator, Node left, Node right, @Nullable Matching matching) {
    refuseRange(left);
    refuseRange(right);
    if (left instanceof Node.Scalar && right instanceof Node.Scalar) {
      if (operator.keepsName()) {
        throw new QueryException(position, "comparisons between scalars must use bool");
      }
      return new Node.Scalar(
          position,
          evaluation -> {
            Double value =
                operator.apply(Node.number(left, evaluation), Node.number(right, evaluation));
            return value == null ? Double.NaN : value;
          });
    }
    if (isVector(left) && isVector(right)) {
      Matching rule = matching == null ? Matching.ALL_LABELS : matching;
      return new Node.Vector(
          position,
          evaluation ->
              rule.combine(
                  position,
                  Node.vector(left, evaluation),
                  Node.vector(right, evaluation),
                  operator));
    }
    if (matching != null) {
      throw new QueryException(position, "on and ignoring need a vector on both sides");
    }
    return isVector(left)
        ? withScalar(position, operator, left, right, false)
        : withScalar(position, operator, right, left, true);
  }

  private static Node withScalar(
      int position, VectorOperator operator, Node vector, Node scalar, boolean scalarFirst) {
    return new Node.Vector(
        position,
        evaluation -> {
          double number = Node.number(scalar, evaluation);
          List<Sample> result = new ArrayList<>();
          for (Sample sample : Node.vector(vector, evaluation)) {
            Double value =
                scalarFirst
                    ? operator.apply(number, sample.value())
                    : operator.apply(sample.value(), number);
            if (value != null) {
              // A filter keeps the vector's element, whichever side it is on.
              result.add(operator.keepsName() ? sample : sample.unnamed(value));
            }
          }
          return result;
        });
  }

  static boolean isVector(Node node) {
    return node instanceof Node.Vector || node instanceof Node.Selection;
  }

  private static void refuseRange(Node node) {
    if (node instanceof Node.Range) {
      throw new QueryException(
          node.position(), "a range vector can only go into a function such as rate");
    }
  }
}
