package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Values as Python prints them, which is how they appear in vLLM's messages. */
public final class Python {
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

  /** A JSON value as vLLM shows it in validation errors: containers by their size only. */
  static String summary(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "<dict of " + value.size() + " items>";
      case ARRAY -> "<list of " + value.size() + " items>";
      case NULL, MISSING -> "None";
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NUMBER -> value.isIntegralNumber() ? value.asText() : repr(value.doubleValue());
      default -> value.asText();
    };
  }
}
