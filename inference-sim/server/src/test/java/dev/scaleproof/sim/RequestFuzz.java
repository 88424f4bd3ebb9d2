package dev.scaleproof.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests made from the OpenAPI document that the server itself gives: bodies that the schemas
 * allow, then broken in small ways. The same random numbers give the same requests.
 */
final class RequestFuzz {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEP = 5;
  private static final String[] TEXTS = {
    "",
    "hi",
    "Tell me a story",
    "12",
    "true",
    "nan",
    "\u0000",
    "\ud800",
    "ä\ud83d\ude00",
    "a".repeat(3000)
  };
  private static final BigInteger[] NUMBERS = {
    BigInteger.ZERO,
    BigInteger.ONE,
    BigInteger.TWO,
    BigInteger.TEN,
    BigInteger.valueOf(-1),
    BigInteger.valueOf(50_300),
    BigInteger.valueOf(Long.MAX_VALUE),
    BigInteger.valueOf(Long.MIN_VALUE),
    BigInteger.TWO.pow(200)
  };
  private static final double[] FRACTIONS = {0, 0.5, 1, 1.5, -0.1, 1e300, Double.MIN_VALUE};

  private final JsonNode document;
  private final List<String> paths = new ArrayList<>();
  private final Random random;

  RequestFuzz(JsonNode document, Random random) {
    this.document = document;
    this.random = random;
    document
        .get("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getValue().path("post").has("requestBody")) {
                paths.add(path.getKey());
              }
            });
  }

  /** A request as it goes over the wire. */
  byte[] request() {
    String path = paths.get(random.nextInt(paths.size()));
    JsonNode schema =
        document.at(
            "/paths/"
                + path.replace("~", "~0").replace("/", "~1")
                + "/post/requestBody/content/application~1json/schema");
    JsonNode body = value(schema, 0);
    if (body instanceof ObjectNode object) {
      sensible(object);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      body = mutated(body);
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    String type = random.nextInt(20) == 0 ? "text/plain" : "application/json";
    String start =
        "POST %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, type, bytes.length);
    byte[] head = start.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + bytes.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return all;
  }

  /** Mostly the served model and few answers: else nearly every request ends with a 404. */
  private void sensible(ObjectNode body) {
    if (body.has("model") && random.nextInt(10) > 0) {
      body.put("model", "mistral-7b");
    }
    if (random.nextInt(4) > 0) {
      body.remove(List.of("n", "structured_outputs", "prompt_embeds", "suffix", "tool_choice"));
      body.put("max_tokens", 1 + random.nextInt(40));
    }
  }

  private JsonNode value(JsonNode schema, int depth) {
    if (schema.has("$ref")) {
      return value(document.at(schema.get("$ref").asText().substring(1)), depth + 1);
    }
    if (schema.has("anyOf")) {
      JsonNode choices = schema.get("anyOf");
      return value(choices.get(random.nextInt(choices.size())), depth + 1);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    return switch (schema.path("type").asText("any")) {
      case "object" -> object(schema, depth);
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = depth > DEEP ? 0 : random.nextInt(4); i > 0; i--) {
          array.add(value(schema.path("items"), depth + 1));
        }
        yield array;
      }
      case "string" -> JSON.textNode(TEXTS[random.nextInt(TEXTS.length)]);
      case "integer" -> JSON.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
      case "number" -> JSON.numberNode(FRACTIONS[random.nextInt(FRACTIONS.length)]);
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "null" -> JSON.nullNode();
      default -> anything(depth);
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (var property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || random.nextInt(6) == 0) {
        object.set(property.getKey(), value(property.getValue(), depth + 1));
      }
    }
    if (object.isEmpty() && depth <= DEEP) {
      object.set(Integer.toString(random.nextInt(200)), anything(depth + 1));
    }
    return object;
  }

  private JsonNode anything(int depth) {
    return switch (random.nextInt(depth > DEEP ? 4 : 6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.textNode(TEXTS[random.nextInt(TEXTS.length)]);
      case 2 -> JSON.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> JSON.booleanNode(random.nextBoolean());
      case 4 -> JSON.arrayNode().add(anything(depth + 1));
      default -> JSON.objectNode().set("type", anything(depth + 1));
    };
  }

  /** The same with one value somewhere replaced or left out. */
  private JsonNode mutated(JsonNode value) {
    if (value instanceof ObjectNode object && !object.isEmpty() && random.nextInt(8) > 0) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(6) == 0) {
        object.remove(name);
      } else {
        object.set(name, mutated(object.get(name)));
      }
      return object;
    }
    if (value instanceof ArrayNode array && !array.isEmpty() && random.nextInt(8) > 0) {
      int index = random.nextInt(array.size());
      array.set(index, mutated(array.get(index)));
      return array;
    }
    return anything(2);
  }
}
