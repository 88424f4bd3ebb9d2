package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.quantity.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a manifest. Each read names a field; {@link #end} then refuses every field that
 * nobody asked for, so that a misspelt name is never ignored.
 */
final class Fields {
  private final String path;
  private final Map<?, ?> values;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(String path, Map<?, ?> values) {
    this.path = path;
    this.values = values;
  }

  /** The path of one of the fields. */
  String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  SpecException problem(String name, String what) {
    return new SpecException(pathOf(name), what);
  }

  boolean has(String name) {
    return value(name) != null;
  }

  /** Accepts fields that change no decision. */
  void skip(String... names) {
    known.addAll(List.of(names));
  }

  /** Refuses what is left. */
  void end() {
    for (Object key : values.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw problem(
            String.valueOf(key),
            "unknown or unsupported field; remove it, or correct its name (known here: "
                + String.join(", ", known)
                + ")");
      }
    }
  }

  @Nullable Fields optionalFields(String name) {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrongType(name, value, "a mapping of fields");
    }
    return new Fields(pathOf(name), map);
  }

  Fields fields(String name) {
    Fields fields = optionalFields(name);
    if (fields == null) {
      throw missing(name);
    }
    return fields;
  }

  /** The mappings of a list; null if there is no list. */
  @Nullable List<Fields> optionalList(String name) {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> list)) {
      throw wrongType(name, value, "a list");
    }
    List<Fields> result = new ArrayList<>();
    for (Object element : list) {
      String elementName = name + "[" + result.size() + "]";
      if (!(element instanceof Map<?, ?> map)) {
        throw wrongType(elementName, element, "a mapping of fields");
      }
      result.add(new Fields(pathOf(elementName), map));
    }
    return result;
  }

  @Nullable String optionalText(String name) {
    Object value = value(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrongType(name, value, "text; put it in quotes");
  }

  String text(String name) {
    String text = optionalText(name);
    if (text == null || text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  @Nullable Boolean optionalBoolean(String name) {
    Object value = value(name);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrongType(name, value, "true or false, without quotes");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(optionalBoolean(name));
  }

  /** A whole number of at least {@code minimum}. */
  @Nullable Integer optionalInteger(String name, int minimum) {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Integer integer)) {
      throw wrongType(name, value, "a whole number, without quotes");
    }
    if (integer < minimum) {
      throw problem(name, "is " + integer + "; it must be at least " + minimum);
    }
    return integer;
  }

  int integer(String name, int minimum) {
    Integer integer = optionalInteger(name, minimum);
    if (integer == null) {
      throw missing(name);
    }
    return integer;
  }

  /** A Kubernetes quantity, which may be written as a number; in thousandths. */
  @Nullable Long optionalQuantity(String name) {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String) && !(value instanceof Number)) {
      throw wrongType(name, value, "a quantity such as 500m or 5");
    }
    try {
      return Quantity.milliValue(value.toString());
    } catch (NumberFormatException e) {
      throw problem(name, "'" + value + "' is not a quantity such as 500m, 5 or 1Gi");
    }
  }

  /** The same as a double, unrounded; the field is there and valid. */
  double approximateQuantity(String name) {
    return Quantity.approximate(String.valueOf(value(name)));
  }

  /** A mapping of text to text. */
  Map<String, String> texts(String name) {
    Fields fields = optionalFields(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (fields != null) {
      for (Object key : fields.values.keySet()) {
        String text = fields.optionalText(String.valueOf(key));
        texts.put(String.valueOf(key), text == null ? "" : text);
      }
    }
    return texts;
  }

  SpecException missing(String name) {
    return problem(name, "is required; add it");
  }

  private @Nullable Object value(String name) {
    known.add(name);
    int bracket = name.indexOf('[');
    return bracket < 0 ? values.get(name) : null;
  }

  private SpecException wrongType(String name, @Nullable Object value, String wanted) {
    return problem(name, "is " + described(value) + "; it must be " + wanted);
  }

  private static String described(@Nullable Object value) {
    return switch (value) {
      case null -> "empty";
      case Map<?, ?> map -> "a mapping";
      case List<?> list -> "a list";
      case String text -> "the text '" + text + "'";
      default -> "the value " + value;
    };
  }
}
