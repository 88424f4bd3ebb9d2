package dev.scaleproof.sim.validation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The named schemas of an OpenAPI document, as they are first referred to. */
public final class Definitions {
  private final Map<String, ObjectNode> named = new TreeMap<>();
  private final Set<String> begun = new HashSet<>();

  /** A reference to the schema of that name, which is made if it is not there yet. */
  public ObjectNode reference(String name, Supplier<ObjectNode> schema) {
    // Begun before it is made: a schema may refer to itself.
    if (begun.add(name)) {
      named.put(name, schema.get());
    }
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** All of them, by name. */
  public ObjectNode all() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    named.forEach(all::set);
    return all;
  }
}
