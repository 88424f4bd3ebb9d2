package dev.scaleproof.validation.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A place in a manifest, which may have no value.
 *
 * @param path as a person writes it: {@code spec.triggers[0].metadata}; empty for the root
 * @param value a missing node where there is none
 */
public record Field(Manifest manifest, String path, JsonNode value) {

  /** A field below this one, one name for each level. */
  public Field get(String... names) {
    Field field = this;
    for (String name : names) {
      String path = below(field.path, name);
      field = new Field(manifest, path, field.value.path(name));
    }
    return field;
  }

  /** A path one level down; a name that has a dot itself stands in brackets. */
  public static String below(String path, String name) {
    if (name.contains(".")) {
      return path + "[" + name + "]";
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The elements of a list; none if it is no list. */
  public List<Field> elements() {
    if (!value.isArray()) {
      return List.of();
    }
    List<Field> elements = new ArrayList<>();
    for (JsonNode element : value) {
      elements.add(new Field(manifest, path + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  /** The names of the fields of a mapping. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    Iterator<String> all = value.fieldNames();
    all.forEachRemaining(names::add);
    return Collections.unmodifiableList(names);
  }

  /** The fields of a mapping as texts, such as labels. */
  public Map<String, String> texts() {
    return names().stream()
        .collect(Collectors.toUnmodifiableMap(name -> name, name -> value.get(name).asText()));
  }

  /** Whether there is a value. */
  public boolean exists() {
    return !value.isMissingNode() && !value.isNull();
  }

  /** The value as text; empty if there is none. */
  public String text() {
    return value.asText("");
  }

  /** Whether the value is this text, or a number or boolean that reads so. */
  public boolean is(String text) {
    return exists() && value.isValueNode() && value.asText().equals(text);
  }

  /** Something wrong with this field. */
  public Problem problem(String message) {
    return new Problem(manifest.file(), manifest.title(), path, message);
  }
}
