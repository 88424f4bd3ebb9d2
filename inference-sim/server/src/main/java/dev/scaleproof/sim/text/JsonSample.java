package dev.scaleproof.sim.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up JSON that a JSON Schema accepts, as a model under a grammar would write it. Optional
 * properties are left out once values are nested deeply, so that a schema that refers to itself
 * comes to an end. Not thread-safe.
 */
public final class JsonSample {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEP = 4;
  private static final int TOO_DEEP = 64;
  private static final int MOST_VALUES = 5_000;
  private static final int LONGEST_TEXT = 100_000;
  private static final String[] WORDS = {
    "answer", "cloud", "engine", "garden", "harbor", "island", "lantern", "meadow", "orbit", "river"
  };

  /** The schema cannot be followed. */
  public static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;

    Unsupported(String message) {
      super(message);
    }
  }

  private final JsonNode root;
  private final RandomGenerator random;
  private int values;

  private JsonSample(JsonNode root, RandomGenerator random) {
    this.root = root;
    this.random = random;
  }

  /**
   * A value that the schema accepts.
   *
   * @throws Unsupported with what is wrong with the schema
   */
  public static JsonNode of(JsonNode schema, RandomGenerator random) throws Unsupported {
    return new JsonSample(schema, random).value(schema, 0);
  }

  /** Some small object, for where any will do. */
  public static JsonNode any(RandomGenerator random) {
    ObjectNode object = JSON.objectNode();
    object.put("title", words(3, random)).put("summary", words(12, random));
    return object.put("count", random.nextInt(100));
  }

  private JsonNode value(JsonNode schema, int depth) throws Unsupported {
    if (depth > TOO_DEEP || ++values > MOST_VALUES) {
      throw new Unsupported("the schema never comes to an end");
    }
    if (schema.isBoolean()) {
      if (!schema.booleanValue()) {
        throw new Unsupported("nothing matches the schema false");
      }
      return JSON.textNode(words(1, random));
    }
    if (!schema.isObject()) {
      throw new Unsupported("a schema must be an object or a boolean");
    }
    if (schema.has("$ref")) {
      return value(resolve(schema.get("$ref").asText()), depth + 1);
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").isArray() && !schema.get("enum").isEmpty()) {
      return pick(schema.get("enum"));
    }
    for (String either : new String[] {"anyOf", "oneOf"}) {
      if (schema.path(either).isArray() && !schema.get(either).isEmpty()) {
        return value(
            merged(
                schema, depth > DEEP ? last(schema.get(either)) : pick(schema.get(either)), either),
            depth + 1);
      }
    }
    if (schema.path("allOf").isArray()) {
      JsonNode all = schema;
      for (JsonNode part : schema.get("allOf")) {
        all = merged(all, part.has("$ref") ? resolve(part.get("$ref").asText()) : part, "allOf");
      }
      return value(all, depth + 1);
    }
    return ofType(type(schema), schema, depth);
  }

  private JsonNode ofType(String type, JsonNode schema, int depth) throws Unsupported {
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string" -> JSON.textNode(text(schema));
      case "integer" -> JSON.numberNode((long) number(schema, 1));
      case "number" -> JSON.numberNode(number(schema, 0.5));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "null" -> JSON.nullNode();
      default -> throw new Unsupported("unknown type '" + type + "'");
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      return pick(type).asText();
    }
    if (type.isTextual()) {
      return type.asText();
    }
    return schema.has("properties") || schema.has("required")
        ? "object"
        : schema.has("items") || schema.has("prefixItems")
            ? "array"
            : schema.has("minimum") || schema.has("maximum") ? "number" : "string";
  }

  private JsonNode object(JsonNode schema, int depth) throws Unsupported {
    ObjectNode object = JSON.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    JsonNode properties = schema.path("properties");
    for (var property : properties.properties()) {
      boolean wanted = required.contains(property.getKey());
      if (wanted || depth <= DEEP) {
        object.set(property.getKey(), value(property.getValue(), depth + 1));
      }
    }
    for (String name : required) {
      if (!object.has(name)) {
        JsonNode others = schema.path("additionalProperties");
        object.set(
            name, others.isObject() ? value(others, depth + 1) : JSON.textNode(words(1, random)));
      }
    }
    int least = Math.min(MOST_VALUES, schema.path("minProperties").asInt());
    JsonNode others = schema.path("additionalProperties");
    for (int i = 0;
        object.size() < least || (i == 0 && object.isEmpty() && others.isObject() && depth <= DEEP);
        i++) {
      object.set(
          WORDS[i % WORDS.length] + (i < WORDS.length ? "" : "_" + i),
          others.isObject() ? value(others, depth + 1) : JSON.textNode(words(1, random)));
    }
    return object;
  }

  private JsonNode array(JsonNode schema, int depth) throws Unsupported {
    ArrayNode array = JSON.arrayNode();
    for (JsonNode item : schema.path("prefixItems")) {
      array.add(value(item, depth + 1));
    }
    int least = Math.min(MOST_VALUES, schema.path("minItems").asInt(0));
    int most = Math.min(MOST_VALUES, schema.path("maxItems").asInt(Math.max(least, 3)));
    int wanted =
        depth > DEEP || most < least
            ? least
            : Math.max(least, Math.min(most, 1 + random.nextInt(3)));
    JsonNode items = schema.path("items");
    boolean unique = schema.path("uniqueItems").asBoolean();
    for (int tries = 0; array.size() < wanted && tries < 10 * wanted + 10; tries++) {
      JsonNode item =
          items.isMissingNode() ? JSON.textNode(words(1, random)) : value(items, depth + 1);
      if (!unique || array.valueStream().noneMatch(item::equals)) {
        array.add(item);
      }
    }
    return array;
  }

  private String text(JsonNode schema) throws Unsupported {
    if (schema.path("pattern").isTextual()) {
      try {
        return RegexText.of(schema.get("pattern").asText()).draw(random);
      } catch (RegexText.Unsupported wrong) {
        throw new Unsupported("pattern: " + wrong.getMessage());
      }
    }
    String some =
        switch (schema.path("format").asText("")) {
          case "date-time" -> "2026-03-14T09:26:53Z";
          case "date" -> "2026-03-14";
          case "time" -> "09:26:53Z";
          case "duration" -> "PT15M";
          case "email" -> "reader@example.com";
          case "hostname" -> "example.com";
          case "uri", "uri-reference", "iri" -> "https://example.com/" + words(1, random);
          case "uuid" ->
              "%08x-0000-4000-8000-%012x".formatted(random.nextInt(), random.nextInt(1 << 30));
          case "ipv4" -> "192.0.2." + random.nextInt(1, 255);
          case "ipv6" -> "2001:db8::" + random.nextInt(1, 10);
          default -> null;
        };
    if (some != null) {
      return some;
    }
    int least = Math.min(LONGEST_TEXT, schema.path("minLength").asInt(0));
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    StringBuilder text = new StringBuilder(words(1 + random.nextInt(3), random));
    while (text.length() < least) {
      text.append(' ').append(words(1, random));
    }
    String whole = text.toString();
    return whole.length() > most ? whole.substring(0, Math.max(0, most)) : whole;
  }

  private double number(JsonNode schema, double step) {
    double least = bound(schema, "minimum", "exclusiveMinimum", step, Double.NEGATIVE_INFINITY);
    double most = bound(schema, "maximum", "exclusiveMaximum", -step, Double.POSITIVE_INFINITY);
    double multiple = schema.path("multipleOf").asDouble(step);
    if (!(multiple > 0)) {
      multiple = step;
    }
    double from =
        Double.isInfinite(least) ? (Double.isInfinite(most) ? 0 : most - 100 * multiple) : least;
    double to = Double.isInfinite(most) ? from + 100 * multiple : most;
    double drawn = from + random.nextDouble() * Math.max(0, to - from);
    double rounded = Math.ceil(from / multiple) * multiple;
    double onStep = Math.floor(drawn / multiple) * multiple;
    double fitting = onStep >= from && onStep <= to ? onStep : rounded <= to ? rounded : from;
    return Double.isFinite(fitting) ? fitting : 0;
  }

  private static double bound(
      JsonNode schema, String inclusive, String exclusive, double inside, double otherwise) {
    double bound = schema.path(inclusive).asDouble(otherwise);
    JsonNode beyond = schema.path(exclusive);
    if (beyond.isNumber()) {
      double within = beyond.doubleValue() + inside;
      return inside > 0 ? Math.max(bound, within) : Math.min(bound, within);
    }
    return beyond.asBoolean() ? bound + inside : bound;
  }

  private JsonNode resolve(String reference) throws Unsupported {
    if (reference.equals("#")) {
      return root;
    }
    JsonNode found = reference.startsWith("#/") ? root.at(reference.substring(1)) : null;
    if (found == null || found.isMissingNode()) {
      throw new Unsupported("cannot find the reference '" + reference + "'");
    }
    return found;
  }

  /** Both at once, without the keyword that is being followed. */
  private static JsonNode merged(JsonNode schema, JsonNode part, String keyword) {
    if (!part.isObject()) {
      return part;
    }
    ObjectNode both = ((ObjectNode) schema).deepCopy();
    both.remove(keyword);
    for (var entry : part.properties()) {
      JsonNode mine = both.get(entry.getKey());
      if (mine instanceof ObjectNode object && entry.getValue().isObject()) {
        object.setAll((ObjectNode) entry.getValue());
      } else if (mine instanceof ArrayNode list
          && entry.getValue().isArray()
          && entry.getKey().equals("required")) {
        list.addAll((ArrayNode) entry.getValue());
      } else {
        both.set(entry.getKey(), entry.getValue());
      }
    }
    return both;
  }

  private JsonNode pick(JsonNode list) {
    return list.get(random.nextInt(list.size()));
  }

  /** In most schemas the last one is null, or the simplest. */
  private static JsonNode last(JsonNode list) {
    return list.get(list.size() - 1);
  }

  private static String words(int count, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
