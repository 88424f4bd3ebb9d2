package dev.scaleproof.twin.keda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.twin.spec.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges one line of {@code keda-stream}: what counts, its target, its value, its activity. */
final class StreamVectors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAG_SINCE = 7;

  private StreamVectors() {}

  static List<String> differences(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", "keda.sh/v1alpha1").put("kind", "ScaledObject");
    object.putObject("metadata").put("name", "worker");
    ObjectNode spec = object.putObject("spec");
    spec.putObject("scaleTargetRef").put("name", "worker");
    spec.putArray("triggers").add(vector.get("trigger"));
    Trigger.RedisStreams trigger;
    try {
      trigger =
          (Trigger.RedisStreams)
              ScaledObject.parse(object.toString()).externalTriggers().getFirst();
    } catch (SpecException e) {
      // A target of zero passes KEDA and is refused by Kubernetes when KEDA creates the HPA.
      return expect.path("invalidTrigger").asBoolean() || expect.path("targetMilli").asLong() <= 0
          ? List.of()
          : List.of("refused: " + e.getMessage());
    }
    if (expect.path("invalidTrigger").asBoolean()) {
      return List.of("not refused");
    }
    List<String> differences = new ArrayList<>();
    differ(differences, "metricName", expect.get("metricName").asText(), trigger.metricName());
    differ(differences, "target", expect.get("targetMilli").asLong(), trigger.target().amount());
    differ(
        differences,
        "targetType",
        expect.get("targetType").asText(),
        trigger.target().kind().word());
    Answer answer = answer(trigger, vector.get("stream"));
    if (expect.has("command")) {
      differ(differences, "asks", true, commands(trigger).contains(expect.get("command").asText()));
    }
    Observation observation = Scalers.read(trigger, answer);
    if (expect.path("error").asBoolean()) {
      differ(differences, "fails", true, observation.error() != null);
      return differences;
    }
    differ(differences, "valueMilli", expect.get("valueMilli").asLong(), observation.milliValue());
    differ(differences, "active", expect.get("active").asBoolean(), observation.active());
    return differences;
  }

  /** Without its group, a lag is the stream's length. */
  private static Set<String> commands(Trigger.RedisStreams trigger) {
    return switch (trigger.count()) {
      case STREAM_LENGTH -> Set.of("XLEN");
      case PENDING_ENTRIES -> Set.of("XPENDING");
      case LAG -> Set.of("XINFO", "XLEN");
    };
  }

  /** What {@link Trigger.RedisStreams.Count} says that the caller reads. */
  private static Answer answer(Trigger.RedisStreams trigger, JsonNode stream) {
    boolean group = Objects.equals(trigger.consumerGroup(), stream.path("group").asText());
    if (stream.path("wrong").asBoolean() && trigger.count() != Trigger.RedisStreams.Count.LAG) {
      return Answer.failed("WRONGTYPE");
    }
    return switch (trigger.count()) {
      case STREAM_LENGTH -> Answer.of(stream.get("length").asDouble());
      case PENDING_ENTRIES ->
          group ? Answer.of(stream.get("pending").asDouble()) : Answer.failed("NOGROUP");
      case LAG -> lag(stream, group);
    };
  }

  private static Answer lag(JsonNode stream, boolean group) {
    String version = stream.get("version").asText().split("\\.", 2)[0];
    if (!version.matches("\\d+") || Integer.parseInt(version) < LAG_SINCE) {
      return Answer.failed("Redis 7 is needed for lag");
    }
    if (!stream.get("exists").asBoolean()) {
      return Answer.of(0);
    }
    if (stream.path("wrong").asBoolean()) {
      return Answer.failed("WRONGTYPE");
    }
    if (!group) {
      return Answer.of(stream.get("length").asDouble());
    }
    return Answer.of(stream.get("lag").isNull() ? -1 : stream.get("lag").asDouble());
  }

  private static void differ(
      List<String> differences, String what, Object wanted, @Nullable Object actual) {
    if (!Objects.equals(wanted, actual)) {
      differences.add(what + ": expected " + wanted + ", got " + actual);
    }
  }
}
