package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shapes that pydantic's lax mode knows, with its error types and messages. */
public final class Shapes {
  /** Anything. */
  public static final Shape ANY =
      of((value, location, violations) -> {}, JsonNodeFactory.instance.objectNode());

  /** A string; nothing is turned into one. */
  public static final Shape STRING = of(Shapes::string, typed("string"));

  /** A whole number, or a text or a float that is one. */
  public static final Shape INTEGER = of(Shapes::integer, typed("integer"));

  /** A number, or a text that is one. */
  public static final Shape NUMBER = of(Shapes::number, typed("number"));

  /** true or false, 0 or 1, or one of the words that pydantic takes for them. */
  public static final Shape BOOLEAN = of(Shapes::bool, typed("boolean"));

  /** An object with any content. */
  public static final Shape OBJECT =
      of(
          (value, location, violations) -> {
            if (!value.isObject()) {
              violations.add("dict_type", location, "Input should be a valid dictionary", value);
            }
          },
          typed("object").put("additionalProperties", true));

  /** A whole number of 64 bits. */
  public static final Shape INT64 =
      wholeBetween(BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));

  private Shapes() {}

  static Shape of(Shape.Check check, ObjectNode schema) {
    return of(check, definitions -> schema.deepCopy());
  }

  /** A shape that is checked and described like that. */
  public static Shape of(Shape.Check check, Function<Definitions, ObjectNode> schema) {
    return new Shape() {
      @Override
      public void check(JsonNode value, String location, Violations violations) {
        check.check(value, location, violations);
      }

      @Override
      public ObjectNode schema(Definitions definitions) {
        return schema.apply(definitions);
      }
    };
  }

  /** The schema that names only a type. */
  public static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  /** A list of such values. */
  public static Shape listOf(Shape item) {
    return of(
        (value, location, violations) -> {
          if (!value.isArray()) {
            violations.add("list_type", location, "Input should be a valid list", value);
            return;
          }
          for (int i = 0; i < value.size(); i++) {
            item.check(value.get(i), location + "." + i, violations);
          }
        },
        definitions -> typed("array").set("items", item.schema(definitions)));
  }

  /** A list of at most {@code most} such values. */
  public static Shape listOfAtMost(int most, Shape item) {
    Shape list = listOf(item);
    return of(
        (value, location, violations) -> {
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
        },
        definitions -> list.schema(definitions).put("maxItems", most));
  }

  /** An object whose values all look like that. */
  public static Shape mapOf(Shape item) {
    return of(
        (value, location, violations) -> {
          OBJECT.check(value, location, violations);
          value
              .properties()
              .forEach(
                  entry ->
                      item.check(entry.getValue(), location + "." + entry.getKey(), violations));
        },
        definitions -> typed("object").set("additionalProperties", item.schema(definitions)));
  }

  /** A whole number from {@code least} on. */
  public static Shape integerFrom(long least) {
    Shape whole = wholeBetween(BigInteger.valueOf(least), null);
    return of(whole::check, typed("integer").put("minimum", least));
  }

  /** A whole number of 64 bits from {@code least} on. */
  public static Shape int64From(long least) {
    return wholeBetween(BigInteger.valueOf(least), BigInteger.valueOf(Long.MAX_VALUE));
  }

  private static Shape wholeBetween(BigInteger least, @Nullable BigInteger most) {
    ObjectNode schema = typed("integer").put("minimum", least);
    if (most != null) {
      schema.put("maximum", most);
    }
    return of(
        (value, location, violations) -> {
          Violations own = new Violations();
          integer(value, location, own);
          violations.addAll(own);
          if (!own.isEmpty()) {
            return;
          }
          BigInteger whole = Lax.wholeOf(value);
          if (whole.compareTo(least) < 0) {
            violations.add(
                "greater_than_equal",
                location,
                "Input should be greater than or equal to " + least,
                value,
                "{'ge': " + least + "}");
          } else if (most != null && whole.compareTo(most) > 0) {
            violations.add(
                "less_than_equal",
                location,
                "Input should be less than or equal to " + most,
                value,
                "{'le': " + most + "}");
          }
        },
        schema);
  }

  /** A number from {@code least} to {@code most}. */
  public static Shape numberBetween(double least, double most) {
    return of(
        (value, location, violations) -> {
          Violations own = new Violations();
          number(value, location, own);
          violations.addAll(own);
          double number = own.isEmpty() ? Lax.doubleOf(value) : least;
          if (!(number >= least)) {
            violations.add(
                "greater_than_equal",
                location,
                "Input should be greater than or equal to " + Python.compact(least),
                value,
                "{'ge': " + Python.repr(least) + "}");
          } else if (number > most) {
            violations.add(
                "less_than_equal",
                location,
                "Input should be less than or equal to " + Python.compact(most),
                value,
                "{'le': " + Python.repr(most) + "}");
          }
        },
        typed("number").put("minimum", least).put("maximum", most));
  }

  /** A string of {@code least} to {@code most} characters. */
  public static Shape text(int least, int most) {
    return of(
        (value, location, violations) -> {
          string(value, location, violations);
          if (!value.isTextual()) {
            return;
          }
          int length = value.asText().codePointCount(0, value.asText().length());
          if (length < least) {
            violations.add(
                "string_too_short",
                location,
                "String should have at least %d character%s"
                    .formatted(least, least == 1 ? "" : "s"),
                value,
                "{'min_length': " + least + "}");
          } else if (length > most) {
            violations.add(
                "string_too_long",
                location,
                "String should have at most " + most + " characters",
                value,
                "{'max_length': " + most + "}");
          }
        },
        typed("string").put("minLength", least).put("maxLength", most));
  }

  /** One of these words. */
  public static Shape oneOf(String... words) {
    return oneOf(List.of(words));
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
    ObjectNode schema = typed("string");
    words.forEach(schema.putArray("enum")::add);
    return of(
        (value, location, violations) -> {
          if (!value.isTextual() || !words.contains(value.asText())) {
            violations.add(
                "literal_error",
                location,
                "Input should be " + expected,
                value,
                "{'expected': " + Python.repr(expected) + "}");
          }
        },
        schema);
  }

  private static void string(JsonNode value, String location, Violations violations) {
    if (!value.isTextual()) {
      violations.add("string_type", location, "Input should be a valid string", value);
    } else if (Lax.hasLoneSurrogate(value.asText())) {
      violations.add(
          "string_unicode",
          location,
          "Input should be a valid string, unable to parse raw data as a unicode string",
          value);
    }
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
