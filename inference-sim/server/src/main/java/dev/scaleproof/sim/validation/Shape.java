package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** What a JSON value must look like. Immutable. */
@FunctionalInterface
public interface Shape {
  /** Reports everything that is wrong with {@code value}. */
  void check(JsonNode value, String location, Violations violations);

  /** This or null. */
  default Shape orNull() {
    return (value, location, violations) -> {
      if (!value.isNull()) {
        check(value, location, violations);
      }
    };
  }

  /** This or that; if it is neither, the complaints of both. */
  default Shape or(Shape other) {
    return (value, location, violations) -> {
      Violations mine = new Violations();
      check(value, location, mine);
      if (mine.isEmpty()) {
        return;
      }
      Violations others = new Violations();
      other.check(value, location, others);
      if (!others.isEmpty()) {
        violations.addAll(mine);
        violations.addAll(others);
      }
    };
  }
}
