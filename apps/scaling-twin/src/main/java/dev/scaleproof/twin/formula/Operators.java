package dev.scaleproof.twin.formula;

import dev.scaleproof.twin.formula.Expression.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators, type-checked as in expr-lang's {@code checker/checker.go}. */
final class Operators {
  private Operators() {}

  static boolean isComparison(String operator) {
    return switch (operator) {
      case "<", ">", "<=", ">=" -> true;
      default -> false;
    };
  }

  static Expression binary(int position, String operator, Expression left, Expression right) {
    ValueType type =
        operator.equals("in") ? membership(left, right) : type(operator, left.type(), right.type());
    if (type == null) {
      throw new FormulaException(
          position,
          "operator " + operator + " does not go with " + word(left) + " and " + word(right));
    }
    // optimizer/fold.go refuses it even where it would never be computed.
    if (operator.equals("%")
        && left.evaluation() instanceof Expression.Literal
        && right.evaluation() instanceof Expression.Literal(long divisor)
        && divisor == 0) {
      throw new FormulaException(position, "integer divide by zero");
    }
    return new Expression(
        type,
        switch (operator) {
          case "or", "||" ->
              scope -> Values.truth(left.evaluate(scope)) ? true : right.evaluate(scope);
          case "and", "&&" ->
              scope -> Values.truth(left.evaluate(scope)) ? right.evaluate(scope) : false;
          case "??" ->
              scope -> {
                Object value = left.evaluate(scope);
                return value == null ? right.evaluate(scope) : value;
              };
          default -> scope -> compute(operator, left.evaluate(scope), right.evaluate(scope));
        });
  }

  static Expression not(int position, Expression operand) {
    if (!operand.type().mayBeBoolean()) {
      throw new FormulaException(position, "not goes with a boolean, not " + word(operand));
    }
    return new Expression(ValueType.BOOLEAN, scope -> !Values.truth(operand.evaluate(scope)));
  }

  static Expression sign(int position, String operator, Expression operand) {
    if (!operand.type().mayBeNumber()) {
      throw new FormulaException(position, operator + " goes with a number, not " + word(operand));
    }
    return operator.equals("+")
        ? operand
        : new Expression(operand.type(), scope -> Values.negate(operand.evaluate(scope)));
  }

  static Expression choice(
      int position, Expression condition, Expression whenTrue, Expression whenFalse) {
    if (!condition.type().mayBeBoolean()) {
      throw new FormulaException(
          position, "the condition is " + word(condition) + "; it must be a boolean");
    }
    ValueType type =
        whenTrue.type() == ValueType.NIL
            ? whenFalse.type()
            : whenFalse.type() == ValueType.NIL || whenFalse.type() == whenTrue.type()
                ? whenTrue.type()
                : ValueType.UNKNOWN;
    return new Expression(
        type,
        whenTrue.element() == whenFalse.element() ? whenTrue.element() : ValueType.UNKNOWN,
        scope ->
            Values.truth(condition.evaluate(scope))
                ? whenTrue.evaluate(scope)
                : whenFalse.evaluate(scope));
  }

  /** Lists hold nil too, which {@code List.of} would refuse. */
  static void addTo(List<Object> values, @Nullable Object value) {
    if (value == null) {
      throw new FormulaException("an array with nil in it is not supported");
    }
    values.add(value);
  }

  private static @Nullable Object compute(
      String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "+" -> Values.add(left, right);
      case "-" -> Values.subtract(left, right);
      case "*" -> Values.multiply(left, right);
      case "/" -> Values.divide(left, right);
      case "%" -> Values.remainder(left, right);
      case "**", "^" -> Values.power(left, right);
      case "==" -> Values.equal(left, right);
      case "!=" -> !Values.equal(left, right);
      case "<" -> Values.less(left, right);
      case ">" -> Values.less(right, left);
      case "<=" -> Values.lessOrEqual(left, right);
      case ">=" -> Values.lessOrEqual(right, left);
      default -> contains(right, left);
    };
  }

  private static boolean contains(@Nullable Object array, @Nullable Object value) {
    return array instanceof List<?> list
        && list.stream().anyMatch(element -> Values.equal(element, value));
  }

  private static @Nullable ValueType type(String operator, ValueType left, ValueType right) {
    boolean numbers = left.mayBeNumber() && right.mayBeNumber();
    return switch (operator) {
      case "+", "-", "*" -> {
        if (!numbers) {
          yield null;
        }
        if (left == ValueType.UNKNOWN || right == ValueType.UNKNOWN) {
          yield ValueType.UNKNOWN;
        }
        yield left == ValueType.INTEGER && right == ValueType.INTEGER
            ? ValueType.INTEGER
            : ValueType.FLOAT;
      }
      case "/", "**", "^" -> numbers ? ValueType.FLOAT : null;
      case "%" ->
          numbers && left != ValueType.FLOAT && right != ValueType.FLOAT ? ValueType.INTEGER : null;
      case "<", ">", "<=", ">=" -> numbers ? ValueType.BOOLEAN : null;
      case "or", "||", "and", "&&" ->
          left.mayBeBoolean() && right.mayBeBoolean() ? ValueType.BOOLEAN : null;
      case "==", "!=" -> comparable(left, right) ? ValueType.BOOLEAN : null;
      default -> coalesced(left, right);
    };
  }

  private static @Nullable ValueType membership(Expression value, Expression array) {
    boolean possible =
        array.type() == ValueType.UNKNOWN
            || (array.type() == ValueType.ARRAY && comparable(value.type(), array.element()));
    return possible ? ValueType.BOOLEAN : null;
  }

  private static boolean comparable(ValueType left, ValueType right) {
    return left == right
        || left == ValueType.NIL
        || right == ValueType.NIL
        || left == ValueType.UNKNOWN
        || right == ValueType.UNKNOWN
        || (left.mayBeNumber() && right.mayBeNumber());
  }

  private static ValueType coalesced(ValueType left, ValueType right) {
    if (left == ValueType.NIL) {
      return right;
    }
    return right == ValueType.NIL || right == left ? left : ValueType.UNKNOWN;
  }

  private static String word(Expression expression) {
    return switch (expression.type()) {
      case INTEGER -> "an integer";
      case FLOAT -> "a float";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case NIL -> "nil";
      case UNKNOWN -> "a value";
    };
  }
}
