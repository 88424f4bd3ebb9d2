package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever is sent, the server answers, with no error of its own, and nothing stays behind. Streams
 * are sometimes left in the middle.
 */
class FuzzTest {
  private static final TestServer server =
      TestServer.start(
          "--profile",
          "constant:1ms",
          "--speed",
          "1000",
          "--max-num-seqs",
          "64",
          "--max-model-len",
          "1024",
          "--tool-call-parser",
          "hermes",
          "--enable-auto-tool-choice");
  private static final JsonNode document = TestServer.parse(server.get("/openapi.json").body());
  private static final TreeMap<String, Integer> statuses = new TreeMap<>();

  @AfterContainer
  static void nothingIsLeft() {
    try (TestServer ended = server) {
      await().until(() -> ended.metric("vllm:num_requests_running") == 0);
      assertThat(ended.metric("vllm:num_requests_waiting{")).isZero();
      assertThat(ended.metric("vllm:kv_cache_usage_perc")).isZero();
      assertThat(TestServer.parse(ended.get("/load").body()).get("server_load").asInt()).isZero();
      // Else the requests were all of one kind, and showed nothing.
      assertThat(statuses.keySet()).contains("200", "400", "404");
    }
  }

  @Property(tries = 250, shrinking = ShrinkingMode.OFF)
  void everyRequestIsAnswered(@ForAll long seed) {
    Random random = new Random(seed);
    RequestFuzz fuzz = new RequestFuzz(document, random);
    for (int i = 0; i < 4; i++) {
      byte[] request = fuzz.request();
      try (RawClient client = new RawClient(server.port())) {
        client.send(request);
        if (random.nextInt(10) == 0) {
          continue;
        }
        String answer = client.readAll();
        assertThat(answer)
            .as("the answer to %s", new String(request, StandardCharsets.UTF_8))
            .matches("(?s)HTTP/1\\.1 (200|400|404) .*");
        statuses.merge(answer.substring(9, 12), 1, Integer::sum);
        if (answer.contains("text/event-stream")) {
          assertThat(answer).endsWith("0\r\n\r\n").doesNotContain("InternalServerError");
        }
      }
    }
  }
}
