package dev.scaleproof.twin.spec;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fields whose value is one word of a fixed list. */
final class Words {
  private Words() {}

  static <T> @Nullable T optional(
      Fields fields, String name, T[] values, Function<T, String> wordOf) {
    String word = fields.optionalText(name);
    if (word == null) {
      return null;
    }
    for (T value : values) {
      if (wordOf.apply(value).equals(word)) {
        return value;
      }
    }
    throw fields.problem(
        name,
        "'"
            + word
            + "' is none of "
            + Arrays.stream(values).map(wordOf).collect(Collectors.joining(", ")));
  }

  static <T> T required(Fields fields, String name, T[] values, Function<T, String> wordOf) {
    T value = optional(fields, name, values, wordOf);
    if (value == null) {
      throw fields.missing(name);
    }
    return value;
  }
}
