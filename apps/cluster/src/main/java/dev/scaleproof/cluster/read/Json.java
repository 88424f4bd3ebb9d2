package dev.scaleproof.cluster.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Answers that may or may not be JSON. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** What could be read; without content where the text is no JSON. */
  record Document(JsonNode root) {
    String text(String field) {
      return root.path(field).asText("");
    }
  }

  static Document parse(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      return new Document(root == null ? MissingNode.getInstance() : root);
    } catch (JsonProcessingException none) {
      return new Document(MissingNode.getInstance());
    }
  }
}
