package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends what was sent to vLLM 0.32 and compares what comes back: status, headers and errors to the
 * letter; answers in every field but those that differ from run to run.
 */
class RecordedExchangesTest {
  private static final Set<String> VARYING_HEADERS =
      Set.of("date", "content-length", "x-request-id");
  private static final Set<String> VARYING_FIELDS =
      Set.of(
          "id",
          "created",
          "content",
          "text",
          "token",
          "created_at",
          "logprob",
          "input_tokens",
          "original_input_tokens",
          "count",
          "prompt",
          "root",
          "system_fingerprint",
          "prompt_tokens",
          "total_tokens",
          "created_cache_tokens");

  /** Lists whose elements depend on the tokenizer, and those whose length does, too. */
  private static final Set<String> VARYING_ELEMENTS =
      Set.of("token_ids", "text_offset", "token_logprobs");

  private static final Set<String> VARYING_LISTS =
      Set.of("prompt_token_ids", "bytes", "tokens", "token_strs");

  @TempDir static Path folder;

  private static TestServer server;
  private static TestServer guarded;

  @BeforeAll
  static void start() throws IOException {
    // What the recorded model said, so that stop strings are found where it found them.
    Path answers = folder.resolve("answers.jsonl");
    Files.writeString(
        answers, "{\"prompt\":\"Tell me a story\",\"answer\":\"" + "instmodif".repeat(800) + "\"}");
    server =
        TestServer.start(
            "--profile",
            "constant:5ms",
            "--speed",
            "100",
            "--max-model-len",
            "2048",
            "--block-size",
            "128",
            "--max-num-seqs",
            "4",
            "--answers",
            answers.toString());
    guarded =
        TestServer.start(
            "--profile",
            "constant:5ms",
            "--speed",
            "100",
            "--max-model-len",
            "2048",
            "--block-size",
            "32",
            "--api-key",
            "sekret",
            "--enable-request-id-headers",
            "--enable-prompt-tokens-details",
            "--enable-force-include-usage");
  }

  @AfterAll
  static void stop() {
    server.close();
    guarded.close();
  }

  @TestFactory
  Stream<DynamicTest> exchanges() throws IOException, URISyntaxException {
    Path recordings = Path.of(Objects.requireNonNull(getClass().getResource("/vllm/http")).toURI());
    List<Path> files;
    try (Stream<Path> all = Files.list(recordings)) {
      files = all.sorted().toList();
    }
    return files.stream()
        .map(Recording::read)
        .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> compare(recording)));
  }

  private static void compare(Recording recording) {
    String name = recording.name();
    boolean withKey =
        name.startsWith("auth-") || name.startsWith("reqid-") || name.startsWith("prompt-tokens-");
    String answer;
    try (RawClient client = new RawClient((withKey ? guarded : server).port())) {
      answer = client.send(recording.requestBytes()).readAll();
    }
    Recording.Message expected = recording.response();
    Recording.Message actual =
        Recording.Message.of(
            answer.substring(0, answer.indexOf("\r\n\r\n") + 4).replace("\r", "")
                + answer.substring(answer.indexOf("\r\n\r\n") + 4));

    assertThat(headers(actual)).isEqualTo(headers(expected));
    if (expected.header("content-type").startsWith("text/event-stream")) {
      assertThat(events(actual)).isEqualTo(events(expected));
    } else if (expected.head().startsWith("HTTP/1.1 200") && !expected.body().isBlank()) {
      assertThat(masked(TestServer.parse(actual.body())))
          .isEqualTo(masked(TestServer.parse(expected.body())));
    } else {
      assertThat(actual.body()).isEqualTo(expected.body().stripTrailing());
    }
  }

  /** The head with those values blanked that differ from run to run. */
  private static List<String> headers(Recording.Message message) {
    return message
        .head()
        .lines()
        .map(
            line -> {
              int colon = line.indexOf(": ");
              return colon > 0 && VARYING_HEADERS.contains(line.substring(0, colon))
                  ? line.substring(0, colon)
                  : line;
            })
        .toList();
  }

  /** Choices take turns in an order that depends on timing: compared without it. */
  private static List<String> events(Recording.Message message) {
    return message
        .body()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .map(data -> data.startsWith("{") ? masked(TestServer.parse(data)) : data)
        .sorted()
        .toList();
  }

  private static String masked(JsonNode json) {
    mask(json);
    return json.toString();
  }

  private static void mask(JsonNode json) {
    if (json instanceof ObjectNode object) {
      for (String field : List.copyOf(object.properties()).stream().map(e -> e.getKey()).toList()) {
        JsonNode value = object.get(field);
        if (value.isArray() && VARYING_LISTS.contains(field)) {
          object.put(field, "list");
        } else if (value.isArray() && VARYING_ELEMENTS.contains(field)) {
          object.put(field, "list of " + value.size());
        } else if (field.equals("top_logprobs")
            && value.path(0).size() > 0
            && !value.path(0).has("token")) {
          // A model without weights finds the token that it says no likelier than others.
          object.put(field, "list of " + value.size());
        } else if (field.equals("cached_tokens") && value.asInt() > 0) {
          object.put(field, "some");
        } else if (VARYING_FIELDS.contains(field) && value.isValueNode() && !value.isNull()) {
          object.put(field, value.isTextual() ? "text" : "number");
        } else {
          mask(value);
        }
      }
    } else if (json instanceof ArrayNode array) {
      array.forEach(RecordedExchangesTest::mask);
    }
  }
}
