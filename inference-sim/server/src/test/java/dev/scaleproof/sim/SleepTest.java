package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sleep and wake as vLLM's entrypoints/serve/dev/sleep and EngineCore do them. */
class SleepTest {
  private static final String ASLEEP = "{\"is_sleeping\":true}";
  private static final String AWAKE = "{\"is_sleeping\":false}";

  @Test
  void outsideOfDevelopmentModeThereIsNoSuchThing() {
    try (VirtualServer server = new VirtualServer(Map.of("VLLM_SERVER_DEV_MODE", "0"))) {
      assertThat(server.post("/sleep", "").statusCode()).isEqualTo(404);
      assertThat(server.get("/is_sleeping").body()).isEqualTo("{\"detail\":\"Not Found\"}");
    }
  }

  @Test
  void asleepItTakesRequestsAndServesThemWhenItHasWokenUp() {
    try (VirtualServer server = VirtualServer.inDevelopmentMode()) {
      HttpResponse<String> slept = server.post("/sleep?level=1", "");
      assertThat(slept.statusCode()).isEqualTo(200);
      assertThat(slept.body()).isEmpty();
      assertThat(server.get("/is_sleeping").body()).isEqualTo(ASLEEP);
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(state(server)).isEqualTo("0 1 0");

      RawClient waiting = server.chat(3, false);
      server.advance(10_000);
      assertThat(server.metric("vllm:num_requests_waiting{")).isEqualTo(1);
      assertThat(server.metric("vllm:generation_tokens_total{")).isZero();

      assertThat(server.post("/wake_up", "").statusCode()).isEqualTo(200);
      assertThat(server.get("/is_sleeping").body()).isEqualTo(AWAKE);
      assertThat(state(server)).isEqualTo("1 0 0");
      server.advance(60);
      assertThat(waiting.readUntil("\"metrics\":null}")).contains("\"finish_reason\":\"length\"");
      assertThat(server.metric("vllm:request_queue_time_seconds_sum")).isEqualTo(10);
    }
  }

  @Test
  void whatRunsIsAbortedByDefaultAtTheEndOfItsStep() {
    try (VirtualServer server = VirtualServer.inDevelopmentMode()) {
      RawClient running = server.chat(1000, true);
      server.advance(50);
      CompletableFuture<HttpResponse<String>> slept =
          CompletableFuture.supplyAsync(() -> server.post("/sleep?level=2", ""));
      await()
          .until(
              () -> {
                server.advance(10);
                return slept.isDone();
              });
      List<JsonNode> chunks = Streams.chunks(running.readUntil("0\r\n\r\n"));
      assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("abort");
      assertThat(state(server)).isEqualTo("0 0 1");
      assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
    }
  }

  @Test
  void withWaitItAnswersWhenWhatRunsHasEnded() throws Exception {
    try (VirtualServer server = VirtualServer.inDevelopmentMode("--max-num-seqs=1")) {
      RawClient running = server.chat(5, false);
      server.advance(10);
      RawClient queued = server.chat(5, false);
      CompletableFuture<HttpResponse<String>> slept =
          CompletableFuture.supplyAsync(() -> server.post("/sleep?level=0&mode=wait", ""));
      await()
          .until(
              () ->
                  server.get("/is_sleeping").body().equals(ASLEEP)
                      || slept.isDone()
                      || tick(server));
      server.advance(200);
      assertThat(slept.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(running.readUntil("\"metrics\":null}")).contains("\"length\"");
      assertThat(server.metric("vllm:num_requests_waiting{")).isEqualTo(1);

      server.post("/wake_up?tags=scheduling", "");
      server.advance(200);
      assertThat(queued.readUntil("\"metrics\":null}")).contains("\"length\"");
    }
  }

  private static boolean tick(VirtualServer server) {
    server.advance(20);
    return false;
  }

  @Test
  void keptRequestsGoOnAfterwardsWithTheirPrefixForgotten() {
    try (VirtualServer server = VirtualServer.inDevelopmentMode()) {
      RawClient kept = server.chat(10, false);
      server.advance(50);
      CompletableFuture<HttpResponse<String>> slept =
          CompletableFuture.supplyAsync(() -> server.post("/sleep?level=1&mode=keep", ""));
      await().until(() -> slept.isDone() || tick(server));
      double tokens = server.metric("vllm:generation_tokens_total{");
      assertThat(tokens).isLessThan(10);
      server.advance(1000);
      assertThat(server.metric("vllm:generation_tokens_total{")).isEqualTo(tokens);
      assertThat(server.metric("vllm:num_requests_waiting{")).isEqualTo(1);

      server.post("/wake_up", "");
      server.advance(500);
      assertThat(kept.readUntil("\"metrics\":null}")).contains("\"length\"");
      assertThat(server.metric("vllm:num_preemptions_total{")).isEqualTo(1);
    }
  }

  @Test
  void itWakesUpInParts() {
    try (VirtualServer server = VirtualServer.inDevelopmentMode()) {
      server.post("/sleep", "");
      server.post("/wake_up?tags=weights", "");
      assertThat(server.get("/is_sleeping").body()).isEqualTo(ASLEEP);
      server.post("/wake_up?tags=nonsense", "");
      assertThat(server.get("/is_sleeping").body()).isEqualTo(ASLEEP);
      server.post("/wake_up?tags=kv_cache", "");
      assertThat(server.get("/is_sleeping").body()).isEqualTo(AWAKE);
    }
  }

  @Test
  void aLevelThatIsNoNumberAndAnUnknownModeAreErrors() {
    try (VirtualServer server = VirtualServer.inDevelopmentMode()) {
      HttpResponse<String> level = server.post("/sleep?level=deep", "");
      assertThat(level.statusCode()).isEqualTo(400);
      assertThat(level.body()).contains("invalid literal for int() with base 10: 'deep'");
      HttpResponse<String> mode = server.post("/sleep?mode=nap", "");
      assertThat(mode.statusCode()).isEqualTo(500);
      assertThat(mode.body()).contains("Invalid pause mode: nap");
      assertThat(server.get("/is_sleeping").body()).isEqualTo(AWAKE);
      assertThat(server.exchange("GET", "/sleep", "").statusCode()).isEqualTo(405);
    }
  }

  private static String state(VirtualServer server) {
    String scrape = server.get("/metrics").body();
    StringBuilder values = new StringBuilder();
    for (String state : List.of("awake", "weights_offloaded", "discard_all")) {
      double value =
          TestServer.metric(
              scrape,
              "vllm:engine_sleep_state{engine=\"0\",model_name=\"mistral-7b\",sleep_state=\"%s\"}"
                  .formatted(state));
      values.append(values.isEmpty() ? "" : " ").append((int) value);
    }
    return values.toString();
  }
}
