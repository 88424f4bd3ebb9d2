package dev.scaleproof.validation.schema;

import dev.scaleproof.validation.manifest.Field;

/** Places in a document, as a person writes them. */
final class FieldPath {
  static final String UNKNOWN_FIELD = "unknown field; correct its name, or remove it";

  private FieldPath() {}

  /** {@code /spec/containers/0/image} as {@code spec.containers[0].image}. */
  static String of(String jsonPointer) {
    String path = "";
    for (String part : jsonPointer.split("/", -1)) {
      if (part.matches("\\d+")) {
        path += "[" + part + "]";
      } else if (!part.isEmpty()) {
        path = Field.below(path, part.replace("~1", "/").replace("~0", "~"));
      }
    }
    return path;
  }
}
