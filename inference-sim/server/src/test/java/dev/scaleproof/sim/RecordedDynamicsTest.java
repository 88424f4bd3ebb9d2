package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What vLLM's recorded series show over time, through the real server at high speed. */
class RecordedDynamicsTest {
  private record Sample(double running, double waiting, double queries, double successes) {}

  /** series-nonstream.csv: 12 requests on 4 slots, with 600 to 1,500 tokens each. */
  @Test
  void waitingFallsByOneWithEachSlotThatIsFreed() {
    try (TestServer server =
        TestServer.start(
            "--profile",
            "constant:5ms",
            "--speed",
            "5",
            "--max-model-len",
            "2048",
            "--block-size",
            "128",
            "--num-gpu-blocks-override",
            "16384",
            "--max-num-seqs",
            "4")) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int maxTokens = 600 + Math.round(i * 900f / 11);
        String prompt = tokens(132, 1000 * i);
        answers.add(
            server
                .client()
                .sendAsync(
                    server.json("/v1/completions", completion(prompt, maxTokens)),
                    BodyHandlers.ofString()));
      }
      List<Sample> series = new ArrayList<>();
      CompletableFuture<Void> all =
          CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                series.add(sample(server));
                return all.isDone();
              });
      Sample end = sample(server);

      // 4 run and 8 wait; then each end lets one in, until nobody waits and the last ones run out.
      assertThat(series).extracting(Sample::running).contains(4.0);
      assertThat(series)
          .extracting(Sample::waiting)
          .contains(8.0, 0.0)
          .anyMatch(w -> w > 0 && w < 8);
      List<Double> waiting =
          series.stream()
              .dropWhile(sample -> sample.waiting < 8)
              .map(Sample::waiting)
              .collect(Collectors.toList());
      assertThat(waiting).isSortedAccordingTo(Collections.reverseOrder());
      series.stream()
          .dropWhile(sample -> sample.waiting < 8)
          .forEach(
              sample -> {
                assertThat(sample.queries).isEqualTo(132 * (12 - sample.waiting));
                // A slot that a step freed is taken by the next one: in between 3 run, as recorded.
                assertThat(sample.running + sample.successes).isEqualTo(12 - sample.waiting);
                assertThat(sample.waiting == 0 || sample.running >= 3).isTrue();
              });
      assertThat(end).isEqualTo(new Sample(0, 0, 132 * 12, 12));
      assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
      assertThat(server.metric("vllm:generation_tokens_total")).isEqualTo(12 * 1050.0, within(6.0));
    }
  }

  /** prefix-cache.txt: blocks of 128 tokens; the block with the last token is always computed. */
  @Test
  void prefixHitsAreWholeBlocksOfEqualBeginnings() {
    try (TestServer server =
        TestServer.start(
            "--profile",
            "constant:5ms",
            "--speed",
            "1000",
            "--max-model-len",
            "2048",
            "--block-size",
            "128")) {
      String longPrompt = tokens(1151, 0);
      String sharedHalf =
          longPrompt.substring(0, ordinalIndex(longPrompt, 600)) + "," + tokens(61, 9000);

      assertThat(hits(server, longPrompt)).isEqualTo(0);
      assertThat(hits(server, longPrompt)).isEqualTo(1024);
      assertThat(hits(server, longPrompt)).isEqualTo(1024);
      assertThat(hits(server, sharedHalf)).isEqualTo(512);
      assertThat(hits(server, tokens(13, 20_000))).isEqualTo(0);
      assertThat(hits(server, tokens(13, 20_000))).isEqualTo(0);
      assertThat(server.metric("vllm:prefix_cache_queries_total"))
          .isEqualTo(3 * 1151 + 661 + 2 * 13);
      assertThat(server.metric(source("local_compute"))).isEqualTo(1151 + 2 * 127 + 149 + 26);
      assertThat(server.metric(source("local_cache_hit"))).isEqualTo(2 * 1024 + 512);
      assertThat(server.metric("vllm:request_prefill_kv_computed_tokens_sum"))
          .isEqualTo(1151 + 2 * 127 + 149 + 26);
      assertThat(server.metric("vllm:prompt_tokens_total")).isEqualTo(3 * 1151 + 661 + 26);
    }
  }

  /** disconnect.txt, C: the queued leave the queue, the running go on, nothing counts as ended. */
  @Test
  void queuedStreamsThatLeaveAreGoneFromTheQueue() {
    try (TestServer server = slow()) {
      List<RawClient> running = open(server, 4);
      await().until(() -> sample(server).running == 4);
      List<RawClient> queued = open(server, 3);
      await().until(() -> sample(server).waiting == 3);
      // Every stream has its head at once, but only those that run have an event.
      running.forEach(client -> client.readUntil("\"role\":\"assistant\""));
      assertThat(queued.stream().map(client -> client.readUntil("\r\n\r\n")))
          .allSatisfy(head -> assertThat(head).contains(" 200 OK").doesNotContain("data:"));

      queued.forEach(RawClient::close);
      await().until(() -> sample(server).waiting == 0);
      assertThat(sample(server).running).isEqualTo(4);

      running.forEach(RawClient::close);
      await().until(() -> sample(server).running == 0);
      assertNothingEnded(server);
    }
  }

  /** disconnect.txt, A and B: a slot is free as soon as its client is gone, streaming or not. */
  @Test
  void aClientThatLeavesFreesItsSlot() {
    try (TestServer server = slow()) {
      for (String stream : List.of("true", "false")) {
        RawClient client = new RawClient(server.port()).post("/v1/chat/completions", chat(stream));
        await().until(() -> sample(server).running == 1);
        await().until(() -> server.metric("vllm:kv_cache_usage_perc") > 0);

        client.close();
        await().until(() -> sample(server).running == 0);
        assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
      }
      assertNothingEnded(server);
      assertThat(TestServer.parse(server.get("/load").body()).get("server_load").asInt()).isZero();
    }
  }

  /** disconnect.txt, D and E: every answer and every prompt counts. */
  @Test
  void answersAndPromptsOfOneRequestCountEach() {
    try (TestServer server = slow()) {
      for (String body :
          List.of(
              "{\"prompt\":[\"a\",\"b\",\"c\"],\"max_tokens\":3000}",
              "{\"prompt\":\"a\",\"n\":3,\"max_tokens\":3000}")) {
        RawClient client = new RawClient(server.port()).post("/v1/completions", body);
        await().until(() -> sample(server).running == 3);
        client.close();
        await().until(() -> sample(server).running == 0);
      }
    }
  }

  @Test
  void aFullQueueTurnsRequestsAway() {
    try (TestServer server =
        TestServer.start(
            "--profile", "constant:50ms", "--max-num-seqs", "1", "--max-num-queued-reqs", "2")) {
      List<RawClient> clients = new ArrayList<>(open(server, 1));
      await().until(() -> sample(server).running == 1);
      clients.addAll(open(server, 2));
      await().until(() -> sample(server).waiting == 2);

      HttpResponse<String> refused = server.post("/v1/chat/completions", chat("true"));

      assertThat(refused.statusCode()).isEqualTo(503);
      JsonNode error = TestServer.parse(refused.body()).get("error");
      assertThat(error.get("type").asText()).isEqualTo("Service Unavailable");
      assertThat(error.get("message").asText())
          .isEqualTo(
              "The engine is currently busy and cannot accept new requests. Please try again later"
                  + " or on a different instance.");
      assertThat(refused.headers().firstValue("retry-after")).isEmpty();
      assertThat(
              server.metric(
                  "vllm:admission_rejections_total{model_name=\"mistral-7b\",reason=\"max_num_queued_reqs\"}"))
          .isEqualTo(1);
      clients.forEach(RawClient::close);
    }
  }

  private static TestServer slow() {
    return TestServer.start("--profile", "constant:20ms", "--max-num-seqs", "4");
  }

  private static List<RawClient> open(TestServer server, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new RawClient(server.port()).post("/v1/chat/completions", chat("true")))
        .toList();
  }

  private static String chat(String stream) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":3000,\"stream\":"
        + stream
        + "}";
  }

  private static void assertNothingEnded(TestServer server) {
    String scrape = server.get("/metrics").body();
    for (String reason : List.of("stop", "length", "abort", "error", "repetition")) {
      assertThat(
              TestServer.metric(
                  scrape,
                  "vllm:request_success_total{engine=\"0\",finished_reason=\"" + reason + "\""))
          .isZero();
    }
  }

  private static Sample sample(TestServer server) {
    String scrape = server.get("/metrics").body();
    return new Sample(
        TestServer.metric(scrape, "vllm:num_requests_running"),
        TestServer.metric(scrape, "vllm:num_requests_waiting{"),
        TestServer.metric(scrape, "vllm:prefix_cache_queries_total"),
        TestServer.metric(
            scrape, "vllm:request_success_total{engine=\"0\",finished_reason=\"length\""));
  }

  /** Prefix hits that one more request with this prompt adds. */
  private static double hits(TestServer server, String prompt) {
    double before = server.metric("vllm:prefix_cache_hits_total");
    assertThat(server.post("/v1/completions", completion(prompt, 4)).statusCode()).isEqualTo(200);
    return server.metric("vllm:prefix_cache_hits_total") - before;
  }

  private static String source(String source) {
    return "vllm:prompt_tokens_by_source_total{engine=\"0\",model_name=\"mistral-7b\",source=\""
        + source
        + "\"}";
  }

  private static String completion(String prompt, int maxTokens) {
    return "{\"prompt\":[" + prompt + "],\"max_tokens\":" + maxTokens + "}";
  }

  /** Token ids from {@code first} on. */
  private static String tokens(int count, int first) {
    return IntStream.range(first, first + count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /** Where the comma behind the first {@code count} numbers is. */
  private static int ordinalIndex(String numbers, int count) {
    int at = -1;
    for (int i = 0; i < count; i++) {
      at = numbers.indexOf(',', at + 1);
    }
    return at;
  }
}
