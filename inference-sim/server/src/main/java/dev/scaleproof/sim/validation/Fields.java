package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object with named fields: the declarative table of a request's shape. Fields that it does not
 * name are let through. Built once, then immutable.
 */
public final class Fields implements Shape {
  private record Field(Shape shape, boolean required) {}

  private final String name;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final String wrongType;
  private final String wrongTypeMessage;

  private Fields(String name, String wrongType, String wrongTypeMessage) {
    this.name = name;
    this.wrongType = wrongType;
    this.wrongTypeMessage = wrongTypeMessage;
  }

  /** A pydantic model of that name. */
  public static Fields model(String name) {
    return new Fields(
        name,
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from");
  }

  /** A typed dictionary of that name. */
  public static Fields dictionary(String name) {
    return new Fields(name, "dict_type", "Input should be a valid dictionary");
  }

  public String name() {
    return name;
  }

  public Fields require(String field, Shape shape) {
    fields.put(field, new Field(shape, true));
    return this;
  }

  public Fields allow(String field, Shape shape) {
    fields.put(field, new Field(shape, false));
    return this;
  }

  @Override
  public void check(JsonNode value, String location, Violations violations) {
    if (!value.isObject()) {
      violations.add(wrongType, location, wrongTypeMessage, value);
      return;
    }
    fields.forEach(
        (key, field) -> {
          JsonNode found = value.get(key);
          String where = location + "." + key;
          if (found != null) {
            field.shape.check(found, where, violations);
          } else if (field.required) {
            violations.add("missing", where, "Field required", value);
          }
        });
  }

  @Override
  public ObjectNode schema(Definitions definitions) {
    return definitions.reference(name, () -> properties(definitions));
  }

  private ObjectNode properties(Definitions definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    fields.forEach(
        (key, field) -> {
          properties.set(key, field.shape.schema(definitions));
          if (field.required) {
            required.add(key);
          }
        });
    schema.put("additionalProperties", true).put("type", "object");
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("title", name);
  }

  /** What {@code object} has under {@code field}; null's node if it has nothing. */
  public static JsonNode get(JsonNode object, String field) {
    JsonNode found = object.get(field);
    return found == null ? NullNode.getInstance() : found;
  }
}
