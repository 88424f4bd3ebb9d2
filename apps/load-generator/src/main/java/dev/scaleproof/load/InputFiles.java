package dev.scaleproof.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files a user may give. */
final class InputFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private InputFiles() {}

  /** One prompt a line; empty lines are skipped. */
  static Prompts.Texts prompts(Path file) {
    List<String> texts = lines("--prompts", file).stream().filter(line -> !line.isBlank()).toList();
    if (texts.isEmpty()) {
      throw UserException.flag("--prompts: " + file + " has no line with a prompt");
    }
    return new Prompts.Texts(texts);
  }

  /** One arrival a line: {@code {"t": seconds, "prompt_tokens": n, "max_tokens": n}}. */
  static Arrivals.Replay trace(Path file) {
    List<Arrivals.Arrival> trace = new ArrayList<>();
    List<String> lines = lines("--trace", file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          trace.add(arrival(lines.get(i)));
        } catch (IllegalArgumentException | JsonProcessingException e) {
          throw UserException.flag(
              "--trace: %s line %d: %s"
                  .formatted(
                      file,
                      i + 1,
                      e instanceof JsonProcessingException j
                          ? j.getOriginalMessage()
                          : e.getMessage()));
        }
      }
    }
    try {
      return new Arrivals.Replay(trace);
    } catch (IllegalArgumentException e) {
      throw UserException.flag("--trace: " + file + ": " + e.getMessage());
    }
  }

  private static Arrivals.Arrival arrival(String line) throws JsonProcessingException {
    JsonNode json = MAPPER.readTree(line);
    JsonNode t = json.path("t");
    Checks.that(
        t.isNumber() && t.doubleValue() >= 0 && t.doubleValue() < 1e9,
        "t: seconds from the start, as a number");
    return new Arrivals.Arrival(
        Math.round(1e9 * t.doubleValue()), count(json, "prompt_tokens"), count(json, "max_tokens"));
  }

  private static int count(JsonNode json, String name) {
    JsonNode value = json.path(name);
    Checks.that(
        value.isMissingNode() || (value.canConvertToInt() && value.isIntegralNumber()),
        name + ": a whole number");
    return value.asInt();
  }

  private static List<String> lines(String flag, Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw UserException.flag(flag + ": cannot read " + file + " as UTF-8 text");
    }
  }
}
