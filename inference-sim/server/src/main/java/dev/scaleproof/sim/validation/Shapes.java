package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** The shapes that pydantic's lax mode knows, with its error types and messages. */
public final class Shapes {
  /** Anything. */
  public static final Shape ANY = (value, location, violations) -> {};

  /** A string; nothing is turned into one. */
  public static final Shape STRING =
      (value, location, violations) -> {
        if (!value.isTextual()) {
          violations.add("string_type", location, "Input should be a valid string", value);
        }
      };

  /** A whole number, or a text or a float that is one. */
  public static final Shape INTEGER = Shapes::integer;

  /** A number, or a text that is one. */
  public static final Shape NUMBER = Shapes::number;

  /** true or false, 0 or 1, or one of the words that pydantic takes for them. */
  public static final Shape BOOLEAN = Shapes::bool;

  /** An object with any content. */
  public static final Shape OBJECT =
      (value, location, violations) -> {
        if (!value.isObject()) {
          violations.add("dict_type", location, "Input should be a valid dictionary", value);
        }
      };

  private Shapes() {}

  /** A list of such values. */
  public static Shape listOf(Shape item) {
    return (value, location, violations) -> {
      if (!value.isArray()) {
        violations.add("list_type", location, "Input should be a valid list", value);
        return;
      }
      for (int i = 0; i < value.size(); i++) {
        item.check(value.get(i), location + "." + i, violations);
      }
    };
  }

  /** A list of at most {@code most} such values. */
  public static Shape listOfAtMost(int most, Shape item) {
    Shape list = listOf(item);
    return (value, location, violations) -> {
      if (value.isArray() && value.size() > most) {
        violations.add(
            "too_long",
            location,
            "List should have at most %d items after validation, not %d"
                .formatted(most, value.size()),
            value,
            "{'field_type': 'List', 'max_length': %d, 'actual_length': %d}"
                .formatted(most, value.size()));
      } else {
        list.check(value, location, violations);
      }
    };
  }

  /** A whole number from {@code least} on. */
  public static Shape integerFrom(long least) {
    return (value, location, violations) -> {
      Violations own = new Violations();
      INTEGER.check(value, location, own);
      violations.addAll(own);
      if (own.isEmpty() && Lax.longOf(value) < least) {
        violations.add(
            "greater_than_equal",
            location,
            "Input should be greater than or equal to " + least,
            value,
            "{'ge': " + least + "}");
      }
    };
  }

  /** One of these words. */
  public static Shape oneOf(List<String> words) {
    List<String> quoted = words.stream().map(Python::repr).toList();
    String expected =
        quoted.size() == 1
            ? quoted.getFirst()
            : quoted.stream().limit(quoted.size() - 1L).collect(Collectors.joining(", "))
                + " or "
                + quoted.getLast();
    return (value, location, violations) -> {
      if (!value.isTextual() || !words.contains(value.asText())) {
        violations.add(
            "literal_error",
            location,
            "Input should be " + expected,
            value,
            "{'expected': " + Python.repr(expected) + "}");
      }
    };
  }

  private static void integer(JsonNode value, String location, Violations violations) {
    if (value.isBoolean() || value.isIntegralNumber()) {
      return;
    }
    if (value.isNumber()) {
      double number = value.doubleValue();
      if (Double.isNaN(number) || Double.isInfinite(number)) {
        violations.add("finite_number", location, "Input should be a finite number", value);
      } else if (number != Math.rint(number)) {
        violations.add(
            "int_from_float",
            location,
            "Input should be a valid integer, got a number with a fractional part",
            value);
      }
    } else if (!value.isTextual()) {
      violations.add("int_type", location, "Input should be a valid integer", value);
    } else if (!Lax.isInteger(value.asText())) {
      violations.add(
          "int_parsing",
          location,
          "Input should be a valid integer, unable to parse string as an integer",
          value);
    }
  }

  private static void number(JsonNode value, String location, Violations violations) {
    if (value.isBoolean() || value.isNumber()) {
      return;
    }
    if (!value.isTextual()) {
      violations.add("float_type", location, "Input should be a valid number", value);
    } else if (!Lax.isNumber(value.asText())) {
      violations.add(
          "float_parsing",
          location,
          "Input should be a valid number, unable to parse string as a number",
          value);
    }
  }

  private static void bool(JsonNode value, String location, Violations violations) {
    if (value.isBoolean() || Lax.isBoolean(value)) {
      return;
    }
    if (value.isTextual() || value.isIntegralNumber()) {
      violations.add(
          "bool_parsing",
          location,
          "Input should be a valid boolean, unable to interpret input",
          value);
    } else {
      violations.add("bool_type", location, "Input should be a valid boolean", value);
    }
  }
}
