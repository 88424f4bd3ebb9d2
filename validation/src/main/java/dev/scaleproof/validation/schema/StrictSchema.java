package dev.scaleproof.validation.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Makes published schemas refuse fields that they do not name. The API server prunes or ignores
 * such a field, so a misspelt one has no effect and nobody is told.
 */
final class StrictSchema {
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final List<String> MAPS = List.of("properties", "definitions");
  private static final List<String> NESTED = List.of("items", "additionalProperties");

  private StrictSchema() {}

  /** The definitions of Kubernetes' own OpenAPI document, changed in place. */
  static ObjectNode definitions(ObjectNode definitions) {
    definitions.forEach(StrictSchema::close);
    // Published as a string; a number is accepted too.
    definitions.putObject(QUANTITY).putArray("type").add("string").add("number");
    return definitions;
  }

  /**
   * Changes a schema, and those inside, in place. What stands under anyOf and the like is left
   * alone: there a field's name only says that it must be present.
   */
  static void close(JsonNode schema) {
    if (!(schema instanceof ObjectNode node)) {
      return;
    }
    boolean open = node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (node.path("format").asText().equals("int-or-string")
        || node.path("x-kubernetes-int-or-string").asBoolean()) {
      node.putArray("type").add("integer").add("string");
    }
    // OpenAPI's formats (int32, …) are not JSON Schema's, and the types say enough.
    node.remove("format");
    exclusive(node, "exclusiveMinimum", "minimum");
    exclusive(node, "exclusiveMaximum", "maximum");
    if (node.has("properties") && !node.has("additionalProperties") && !open) {
      node.set("additionalProperties", JsonNodeFactory.instance.booleanNode(false));
    }
    for (String map : MAPS) {
      node.path(map).forEach(StrictSchema::close);
    }
    for (String nested : NESTED) {
      close(node.path(nested));
    }
  }

  /**
   * A definition's schema has the bound beside a flag that excludes it, as JSON Schema once did.
   */
  private static void exclusive(ObjectNode node, String flag, String bound) {
    if (node.path(flag).isBoolean()) {
      JsonNode excluded = node.remove(flag);
      if (excluded.asBoolean() && node.has(bound)) {
        node.set(flag, node.remove(bound));
      }
    }
  }
}
