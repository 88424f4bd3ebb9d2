package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.quantity.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trigger's {@code metadata}: text whose parts KEDA trims and reads by JSON's rules. */
final class TriggerMetadata {
  private final Fields fields;
  private final Map<String, String> texts;

  TriggerMetadata(Fields trigger) {
    fields = trigger.fields("metadata");
    texts = trigger.texts("metadata");
  }

  SpecException problem(String name, String what) {
    return fields.problem(name, what);
  }

  void skip(String... names) {
    fields.skip(names);
  }

  void end() {
    fields.end();
  }

  /** The first of these that has a value; null if none has. */
  @Nullable String firstOf(String... names) {
    fields.skip(names);
    for (String name : names) {
      String text = optional(name);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  @Nullable String optional(String name) {
    fields.skip(name);
    String text = texts.get(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  String required(String name) {
    String text = optional(name);
    if (text == null) {
      throw fields.missing(name);
    }
    return text;
  }

  double requiredNumber(String name) {
    required(name);
    return number(name, 0);
  }

  double number(String name, double otherwise) {
    String text = optional(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
        || Double.isInfinite(Double.parseDouble(text))) {
      throw problem(name, "'" + text + "' is not a number");
    }
    return Double.parseDouble(text);
  }

  long wholeNumber(String name, long otherwise) {
    String text = optional(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("-?(0|[1-9][0-9]{0,14})")) {
      throw problem(name, "'" + text + "' is not a whole number");
    }
    return Long.parseLong(text);
  }

  boolean flag(String name, boolean otherwise) {
    String text = optional(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> throw problem(name, "'" + text + "' is neither \"true\" nor \"false\"");
    };
  }

  static long thousandths(double value) {
    return Quantity.thousandths(value);
  }
}
