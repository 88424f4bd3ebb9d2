package dev.scaleproof.twin.formula;

import dev.scaleproof.twin.formula.Expression.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions of expr-lang's {@code builtin} that compute numbers from numbers and arrays. */
final class Functions {
  private static final Set<String> OF_ONE_NUMBER =
      Set.of("abs", "ceil", "floor", "round", "int", "float");
  private static final Set<String> OF_MANY = Set.of("min", "max", "mean", "median");
  private static final Set<String> OF_ONE_ARRAY = Set.of("sum", "count", "len", "first", "last");

  private Functions() {}

  /** The call, type-checked. */
  static Expression call(int position, String name, List<Expression> arguments) {
    if (OF_ONE_NUMBER.contains(name)) {
      Expression argument = only(position, name, arguments);
      if (!argument.type().mayBeNumber()) {
        throw new FormulaException(position, name + " takes a number");
      }
      ValueType type =
          switch (name) {
            case "abs" -> argument.type();
            case "int" -> ValueType.INTEGER;
            default -> ValueType.FLOAT;
          };
      return new Expression(type, scope -> ofNumber(name, argument.evaluate(scope)));
    }
    if (OF_MANY.contains(name)) {
      return ofMany(position, name, arguments);
    }
    if (OF_ONE_ARRAY.contains(name)) {
      Expression argument = only(position, name, arguments);
      if (argument.type() != ValueType.ARRAY && argument.type() != ValueType.UNKNOWN) {
        throw new FormulaException(position, name + " takes an array");
      }
      ValueType type =
          name.equals("len") || name.equals("count") ? ValueType.INTEGER : argument.element();
      return new Expression(type, scope -> ofArray(name, argument.evaluate(scope)));
    }
    throw new FormulaException(
        position,
        "function "
            + name
            + " is not supported; use arithmetic, comparisons, min, max,"
            + " abs, ceil, floor, round, int, float, sum, mean, median, count, len");
  }

  private static Expression only(int position, String name, List<Expression> arguments) {
    if (arguments.size() != 1) {
      throw new FormulaException(position, name + " takes one argument");
    }
    return arguments.getFirst();
  }

  private static Expression ofMany(int position, String name, List<Expression> arguments) {
    if (arguments.isEmpty()) {
      throw new FormulaException(position, name + " needs arguments");
    }
    ValueType type = arguments.getFirst().type();
    for (Expression argument : arguments) {
      if (argument.type() == ValueType.ARRAY || argument.type() == ValueType.UNKNOWN) {
        type = ValueType.UNKNOWN;
        break;
      }
      if (!argument.type().mayBeNumber()) {
        throw new FormulaException(position, name + " takes numbers and arrays of them");
      }
    }
    return new Expression(
        type,
        scope -> {
          List<Object> numbers = new ArrayList<>();
          for (Expression argument : arguments) {
            collect(name, argument.evaluate(scope), numbers);
          }
          return reduced(name, numbers);
        });
  }

  private static void collect(String name, @Nullable Object value, List<Object> numbers) {
    if (value instanceof List<?> list) {
      list.forEach(element -> collect(name, element, numbers));
    } else if (value instanceof Number) {
      numbers.add(value);
    } else {
      throw new FormulaException("invalid argument for " + name);
    }
  }

  private static @Nullable Object reduced(String name, List<Object> numbers) {
    return switch (name) {
      case "min" -> extreme(numbers, false);
      case "max" -> extreme(numbers, true);
      case "mean" -> numbers.isEmpty() ? 0.0 : total(numbers) / numbers.size();
      default -> median(numbers);
    };
  }

  private static @Nullable Object extreme(List<Object> numbers, boolean largest) {
    Object best = null;
    for (Object number : numbers) {
      if (best == null || (largest ? Values.less(best, number) : Values.less(number, best))) {
        best = number;
      }
    }
    return best;
  }

  private static double total(List<Object> numbers) {
    double total = 0;
    for (Object number : numbers) {
      total += Values.number(number);
    }
    return total;
  }

  private static Object median(List<Object> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Values::number).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0.0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Object ofNumber(String name, @Nullable Object value) {
    return switch (name) {
      case "abs" -> Values.less(value, 0L) ? Values.negate(value) : keep(value);
      case "ceil" -> Math.ceil(Values.number(value));
      case "floor" -> Math.floor(Values.number(value));
      case "round" -> Values.round(Values.number(value));
      case "int" -> Values.integer(value);
      default -> Values.number(value);
    };
  }

  private static Object keep(@Nullable Object value) {
    Values.number(value);
    return java.util.Objects.requireNonNull(value);
  }

  private static @Nullable Object ofArray(String name, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw new FormulaException(name + " takes an array");
    }
    return switch (name) {
      case "len" -> (long) list.size();
      case "count" -> list.stream().filter(element -> Values.truth(element)).count();
      case "first" -> list.isEmpty() ? null : list.getFirst();
      case "last" -> list.isEmpty() ? null : list.getLast();
      default -> {
        Object sum = 0L;
        for (Object element : list) {
          sum = Values.add(sum, element);
        }
        yield sum;
      }
    };
  }
}
