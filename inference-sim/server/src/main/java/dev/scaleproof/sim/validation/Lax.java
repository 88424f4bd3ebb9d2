package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads values that have passed their {@link Shape} as pydantic's lax mode would. */
public final class Lax {
  private static final Pattern INTEGER = Pattern.compile("\\s*[+-]?\\d{1,300}(\\.0*)?\\s*");
  private static final Pattern TOKEN_ID = Pattern.compile("\\s*[+-]?\\d{1,300}\\s*");
  private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
  private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");

  private Lax() {}

  static boolean isInteger(String text) {
    return INTEGER.matcher(text).matches();
  }

  /** Whether Python's {@code int} takes an object's key. */
  public static boolean isTokenId(String key) {
    return TOKEN_ID.matcher(key).matches();
  }

  static boolean isNumber(String text) {
    try {
      // Java also takes 1.0f and 0x1p3.
      return !text.matches(".*[fFdDxX]\\s*|.*0[xX].*") && !Double.isNaN(Double.parseDouble(text));
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  static boolean isBoolean(JsonNode value) {
    if (value.isTextual()) {
      String word = value.asText().toLowerCase(Locale.ROOT);
      return TRUE.contains(word) || FALSE.contains(word);
    }
    return value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1);
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** A whole number, however large. */
  public static BigInteger wholeOf(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
    }
    return value.isTextual()
        ? new BigDecimal(value.asText().strip()).toBigInteger()
        : value.isIntegralNumber()
            ? value.bigIntegerValue()
            : new BigDecimal(value.doubleValue()).toBigInteger();
  }

  /** A whole number, at the nearest end of the range of long if it is beyond it. */
  public static long longOf(JsonNode value) {
    return wholeOf(value)
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  public static double doubleOf(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    return value.isTextual() ? Double.parseDouble(value.asText()) : value.doubleValue();
  }

  public static boolean booleanOf(JsonNode value) {
    if (value.isTextual()) {
      return TRUE.contains(value.asText().toLowerCase(Locale.ROOT));
    }
    return value.isBoolean() ? value.booleanValue() : value.doubleValue() == 1;
  }
}
