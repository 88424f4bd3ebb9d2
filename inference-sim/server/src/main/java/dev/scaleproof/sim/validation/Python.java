package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/** Values as Python prints them, which is how they appear in vLLM's messages. */
public final class Python {
  /** What stands behind a text that is cut. */
  static final String CUT = "...[truncated]";

  private static final int MOST_SHOWN = 200;

  private Python() {}

  /** {@code repr} of a string. */
  public static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c == quote) {
            out.append('\\').append(c);
          } else if (c < 0x20 || c == 0x7F) {
            out.append("\\x%02x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append(quote).toString();
  }

  /** {@code repr} of a float: the shortest digits, an exponent from 1e16 on and below 1e-4. */
  public static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size >= 1e16 || size < 1e-4)) {
      String[] parts = Double.toString(value).split("E", -1);
      int exponent = Integer.parseInt(parts[1]);
      String mantissa =
          parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
      return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = new BigDecimal(Double.toString(value)).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  /** A float without its point where it is whole, as pydantic's messages show limits. */
  static String compact(double value) {
    String text = repr(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** {@code str} of a JSON value. */
  public static String str(JsonNode value) {
    return value.isTextual() ? value.asText() : repr(value);
  }

  /** {@code repr} of a JSON value. */
  public static String repr(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT ->
          value.properties().stream()
              .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case ARRAY ->
          value.valueStream().map(Python::repr).collect(Collectors.joining(", ", "[", "]"));
      case NULL, MISSING -> "None";
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NUMBER -> value.isIntegralNumber() ? value.asText() : repr(value.doubleValue());
      default -> repr(value.asText());
    };
  }

  /** Whether Python takes the value for true. */
  public static boolean isTrue(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, ARRAY -> !value.isEmpty();
      case STRING -> !value.asText().isEmpty();
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.doubleValue() != 0;
      default -> false;
    };
  }

  /** The name of a JSON value's type. */
  public static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "dict";
      case ARRAY -> "list";
      case NULL, MISSING -> "NoneType";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      default -> "str";
    };
  }

  /**
   * A JSON value as vLLM shows it in validation errors: containers by their size only, the rest up
   * to 200 characters.
   */
  static String summary(JsonNode value) {
    if (value.isContainerNode()) {
      return "<%s of %d items>".formatted(typeName(value), value.size());
    }
    String text = str(value);
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + CUT : text;
  }
}
