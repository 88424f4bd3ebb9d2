package dev.scaleproof.gateway.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.scaleproof.jobs.JobState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Jobs as JSON. What does not hold of a job is left out. */
final class JobJson {

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JobJson() {}

  static byte[] submitted(String id, String status, String queue) {
    return bytes(MAPPER.createObjectNode().put("id", id).put("status", status).put("queue", queue));
  }

  static byte[] state(JobState state) {
    ObjectNode root = withoutResult(state);
    if (state.result() != null) {
      root.set("result", parsed(state.result()));
    }
    return bytes(root);
  }

  /** All of a job but its result, and its progress if it is over. */
  static ObjectNode withoutResult(JobState state) {
    ObjectNode root =
        MAPPER
            .createObjectNode()
            .put("id", state.id())
            .put("status", state.status().text())
            .put("queue", state.queue())
            .put("attempts", state.attempts())
            .put("submitted", state.submitted().toString());
    put(root, "started", state.started());
    put(root, "ended", state.ended());
    put(root, "worker", state.worker());
    put(root, "reason", state.reason());
    if (!state.status().ended()) {
      put(root, "progress", state.progress());
    }
    return root;
  }

  /** An error's body with the job that it is about. */
  static byte[] withId(byte[] error, String id) {
    try {
      ObjectNode root = (ObjectNode) MAPPER.readTree(error);
      return bytes(root.put("id", id));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A worker's result is JSON; a foreign worker's other text is passed on as such. */
  private static JsonNode parsed(String result) {
    try {
      return MAPPER.readTree(result);
    } catch (JsonProcessingException noJson) {
      return TextNode.valueOf(result);
    }
  }

  private static void put(ObjectNode root, String name, @Nullable Object value) {
    if (value != null) {
      root.put(name, value instanceof Instant time ? time.toString() : (String) value);
    }
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
