package dev.scaleproof.twin.formula;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that an evaluation sees: triggers and the variables of {@code let}. */
final class Scope {
  private final Map<String, ? extends @Nullable Double> triggers;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  Scope(Map<String, ? extends @Nullable Double> triggers) {
    this.triggers = triggers;
  }

  @Nullable Object trigger(String name) {
    return triggers.get(name);
  }

  @Nullable Object variable(String name) {
    return variables.get(name);
  }

  void define(String name, @Nullable Object value) {
    variables.put(name, value);
  }
}
