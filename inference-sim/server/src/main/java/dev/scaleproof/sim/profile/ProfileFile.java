package dev.scaleproof.sim.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.engine.HardwareProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Profiles in files: one JSON object each. */
public final class ProfileFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final List<String> FIELDS =
      List.of(
          "name",
          "baseNanos",
          "perPrefillTokenNanos",
          "perSequenceNanos",
          "perKvTokenNanos",
          "kvCacheTokens");

  private ProfileFile() {}

  static String json(HardwareProfile profile) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", profile.name());
    json.put("baseNanos", profile.baseNanos());
    json.put("perPrefillTokenNanos", profile.perPrefillTokenNanos());
    json.put("perSequenceNanos", profile.perSequenceNanos());
    json.put("perKvTokenNanos", profile.perKvTokenNanos());
    json.put("kvCacheTokens", profile.kvCacheTokens());
    return json.toPrettyString() + "\n";
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying in one line what is wrong
   */
  public static HardwareProfile read(Path file) {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("is not JSON: " + broken.getOriginalMessage(), broken);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("cannot be read", unreadable);
    }
    if (json == null || !json.isObject()) {
      throw new IllegalArgumentException("is not a profile: that is a JSON object");
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException(
            "has an unknown field %s: there are %s".formatted(name, String.join(", ", FIELDS)));
      }
    }
    JsonNode name = json.get("name");
    if (name == null || !name.isTextual() || name.asText().isBlank()) {
      throw new IllegalArgumentException("has no name");
    }
    return new HardwareProfile(
        name.asText(),
        number(json, "baseNanos"),
        number(json, "perPrefillTokenNanos"),
        number(json, "perSequenceNanos"),
        number(json, "perKvTokenNanos"),
        Math.round(number(json, "kvCacheTokens")));
  }

  private static double number(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null || !value.isNumber()) {
      throw new IllegalArgumentException("needs a number " + field);
    }
    return value.asDouble();
  }
}
