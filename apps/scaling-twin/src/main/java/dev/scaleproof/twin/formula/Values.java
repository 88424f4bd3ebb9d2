package dev.scaleproof.twin.formula;

import dev.scaleproof.twin.quantity.GoNumber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on values as expr-lang's {@code vm/runtime} does it, on 64-bit integers that wrap and
 * IEEE doubles, and Go's conversions between them.
 */
final class Values {
  private Values() {}

  static Object add(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a + b;
    }
    return number(left) + number(right);
  }

  static Object subtract(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a - b;
    }
    return number(left) - number(right);
  }

  static Object multiply(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a * b;
    }
    return number(left) * number(right);
  }

  /** Always of floats: 1 / 2 is 0.5. */
  static Object divide(@Nullable Object left, @Nullable Object right) {
    return number(left) / number(right);
  }

  /** Of integers only; a float that is whole will not do. */
  static Object remainder(@Nullable Object left, @Nullable Object right) {
    if (!(left instanceof Long dividend) || !(right instanceof Long divisor)) {
      throw new FormulaException("invalid operation: " + left + " % " + right);
    }
    if (divisor == 0) {
      throw new FormulaException("integer divide by zero");
    }
    return dividend % divisor;
  }

  /**
   * As Go's math.Pow goes about it, so that results are the same: the exponent's whole part by
   * repeated squaring, its fraction (between -0.5 and 0.5) by way of the logarithm.
   */
  static Object power(@Nullable Object left, @Nullable Object right) {
    double base = number(left);
    double exponent = number(right);
    if (exponent == 0 || base == 1) {
      return 1.0;
    }
    if (base == -1 && Double.isInfinite(exponent)) {
      return 1.0;
    }
    if (exponent == 0.5 && base >= 0) {
      return Math.sqrt(base);
    }
    double magnitude = Math.abs(exponent);
    double fraction = magnitude - Math.floor(magnitude);
    boolean unusual = magnitude > 1024 || !Double.isFinite(base) || base == 0;
    if (unusual || (base < 0 && fraction != 0)) {
      return Math.pow(base, exponent);
    }
    if (fraction > 0.5) {
      fraction -= 1;
    }
    double result = fraction == 0 ? 1 : StrictMath.exp(fraction * StrictMath.log(base));
    double square = base;
    for (long remaining = (long) (magnitude - fraction); remaining != 0; remaining >>= 1) {
      if ((remaining & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return exponent < 0 ? 1 / result : result;
  }

  static Object negate(@Nullable Object value) {
    return value instanceof Long integer ? (Object) (-integer) : (Object) (-number(value));
  }

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a.equals(b);
    }
    if (left instanceof Number && right instanceof Number) {
      return number(left) == number(right);
    }
    return Objects.equals(left, right);
  }

  static boolean less(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a < b;
    }
    return number(left) < number(right);
  }

  static boolean lessOrEqual(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a <= b;
    }
    return number(left) <= number(right);
  }

  static boolean truth(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new FormulaException(value + " is not a boolean");
  }

  static double number(@Nullable Object value) {
    return switch (value) {
      case Long integer -> integer;
      case Double number -> number;
      case null -> throw new FormulaException("a trigger has no value (nil)");
      default -> throw new FormulaException(value + " is not a number");
    };
  }

  static long integer(@Nullable Object value) {
    return switch (value) {
      case Long integer -> integer;
      case Double number -> GoNumber.toInt64(number);
      case null -> throw new FormulaException("a trigger has no value (nil)");
      default -> throw new FormulaException(value + " is not a number");
    };
  }

  /** Go's math.Round: halves away from zero. */
  static double round(double value) {
    double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
    return Math.abs(value - whole) >= 0.5 ? whole + Math.signum(value) : whole;
  }
}
