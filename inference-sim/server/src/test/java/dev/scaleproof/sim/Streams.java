package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** Reads event streams. */
final class Streams {
  private Streams() {}

  /** The JSON of every event but the last, which must be {@code [DONE]}. */
  static List<JsonNode> chunks(String body) {
    List<String> events =
        body.lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .toList();
    assertThat(events).last().isEqualTo("[DONE]");
    return events.subList(0, events.size() - 1).stream().map(TestServer::parse).toList();
  }

  /** The text of a stream's first choice, of either surface. */
  static String text(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0"))
        .map(choice -> choice.has("text") ? choice.get("text") : choice.at("/delta/content"))
        .map(JsonNode::asText)
        .collect(Collectors.joining());
  }
}
