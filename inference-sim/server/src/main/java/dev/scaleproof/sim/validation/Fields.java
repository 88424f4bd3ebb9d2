package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object with named fields: the declarative table of a request's shape. Fields that it does not
 * name are let through. Built once, then immutable.
 */
public final class Fields implements Shape {
  private record Field(Shape shape, boolean required) {}

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final String wrongType;
  private final String wrongTypeMessage;

  private Fields(String wrongType, String wrongTypeMessage) {
    this.wrongType = wrongType;
    this.wrongTypeMessage = wrongTypeMessage;
  }

  /** A pydantic model. */
  public static Fields model() {
    return new Fields(
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from");
  }

  /** A typed dictionary. */
  public static Fields dictionary() {
    return new Fields("dict_type", "Input should be a valid dictionary");
  }

  public Fields require(String name, Shape shape) {
    fields.put(name, new Field(shape, true));
    return this;
  }

  public Fields allow(String name, Shape shape) {
    fields.put(name, new Field(shape, false));
    return this;
  }

  @Override
  public void check(JsonNode value, String location, Violations violations) {
    if (!value.isObject()) {
      violations.add(wrongType, location, wrongTypeMessage, value);
      return;
    }
    fields.forEach(
        (name, field) -> {
          JsonNode found = value.get(name);
          String where = location + "." + name;
          if (found != null) {
            field.shape.check(found, where, violations);
          } else if (field.required) {
            violations.add("missing", where, "Field required", value);
          }
        });
  }

  /** What {@code object} has under {@code name}; null's node if it has nothing. */
  public static JsonNode get(JsonNode object, String name) {
    JsonNode found = object.get(name);
    return found == null ? NullNode.getInstance() : found;
  }
}
