package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a JSON value must look like, and how the OpenAPI document says so. Immutable. */
public interface Shape {
  /** Finds out what is wrong with a value. */
  @FunctionalInterface
  interface Check {
    /** Reports everything that is wrong with {@code value}. */
    void check(JsonNode value, String location, Violations violations);
  }

  /** Reports everything that is wrong with {@code value}. */
  void check(JsonNode value, String location, Violations violations);

  /** The JSON Schema of what passes; named shapes go into {@code definitions}. */
  ObjectNode schema(Definitions definitions);

  /** This or null. */
  default Shape orNull() {
    return Shapes.of(
        (value, location, violations) -> {
          if (!value.isNull()) {
            check(value, location, violations);
          }
        },
        definitions -> anyOf(schema(definitions), Shapes.typed("null")));
  }

  /** This or that; if it is neither, the complaints of both. */
  default Shape or(Shape other) {
    return Shapes.of(
        (value, location, violations) -> {
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
        },
        definitions -> anyOf(schema(definitions), other.schema(definitions)));
  }

  private static ObjectNode anyOf(ObjectNode first, ObjectNode second) {
    if (first.has("anyOf")) {
      ObjectNode wider = first.deepCopy();
      wider.withArray("anyOf").add(second);
      return wider;
    }
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("anyOf").add(first).add(second);
    return either;
  }
}
