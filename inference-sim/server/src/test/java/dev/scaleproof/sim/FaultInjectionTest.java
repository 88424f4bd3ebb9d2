package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of fault, at exact simulated times. */
class FaultInjectionTest {
  private static final String FAULTS = "/sim/faults";

  private static void schedule(VirtualServer server, String faults) {
    HttpResponse<String> answer =
        server.post(FAULTS, "{\"seed\":42,\"faults\":[" + faults.replace('\'', '"') + "]}");
    assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
  }

  @Test
  void byDefaultThereIsNoSuchEndpoint() {
    try (VirtualServer server = new VirtualServer(Map.of())) {
      assertThat(server.get(FAULTS).statusCode()).isEqualTo(404);
      assertThat(server.post(FAULTS, "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPartOfTheRequestsFailsAndTheSameOnesForTheSameSeed() {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (VirtualServer server = VirtualServer.withFaults("--max-model-len=64")) {
        schedule(server, "{'kind':'error','status':429,'rate':0.4}");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          // What is not failed is refused for its length, without needing time.
          statuses.add(
              server
                  .post(
                      "/v1/chat/completions",
                      "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":999}")
                  .statusCode());
        }
        assertThat(server.get(FAULTS).body()).contains("\"occasions\":40");
        runs.add(statuses);
      }
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(400, 429);
    assertThat(runs.get(0).stream().filter(status -> status == 429).count()).isBetween(8L, 24L);
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequestError",
    "404, NotFoundError",
    "500, InternalServerError",
    "503, Service Unavailable",
    "429, Too Many Requests"
  })
  void errorsHaveTheFormOfVllms(int status, String type) {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'error','status':%d}".formatted(status));
      HttpResponse<String> answer = server.post("/v1/completions", "{\"prompt\":\"x\"}");
      assertThat(answer.statusCode()).isEqualTo(status);
      JsonNode error = TestServer.parse(answer.body()).get("error");
      assertThat(error.get("type").asText()).isEqualTo(type);
      assertThat(error.get("code").asInt()).isEqualTo(status);
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDroppedRequestGetsNoByte() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'drop'}");
      assertThat(server.send(3, true).readAll()).isEmpty();
    }
  }

  @Test
  void aSlowStartComesBeforeTheQueue() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'slow-start','seconds':3}");
      RawClient slow = server.send(2, false);
      await().until(() -> server.get(FAULTS).body().contains("\"hits\":1"));
      server.advance(2_999);
      assertThat(server.metric("vllm:num_requests_running")).isZero();
      server.advance(1);
      server.awaitSequences(1);
      server.advance(40);
      assertThat(slow.readUntil("\"metrics\":null}")).startsWith("HTTP/1.1 200");
      assertThat(server.metric("vllm:e2e_request_latency_seconds_sum")).isEqualTo(0.04);
    }
  }

  @Test
  void aCutStreamEndsWithoutItsEndAndFreesItsSlot() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'cut','after':3}");
      RawClient cut = server.chat(100, true);
      server.advance(200);
      String text = cut.readAll();
      assertThat(events(text)).isEqualTo(1 + 3);
      assertThat(text).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
      server.awaitSequences(0);
      server.advance(20);
      assertThat(server.metric("vllm:num_requests_running")).isZero();
      assertThat(server.metric("vllm:generation_tokens_total{")).isLessThan(6);
      // What is not streamed has no stream to be cut.
      RawClient plain = server.chat(10, false);
      server.advance(200);
      assertThat(plain.readUntil("\"metrics\":null}")).contains("\"length\"");
    }
  }

  @Test
  void aStreamCanBeCutBeforeItsFirstToken() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'cut','after':0}");
      RawClient cut = server.chat(100, true);
      server.advance(20);
      String text = cut.readAll();
      assertThat(text).startsWith("HTTP/1.1 200");
      assertThat(events(text)).isZero();
    }
  }

  @Test
  void aStalledStreamIsSilentAndThenCatchesUp() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'stall','after':2,'seconds':5}");
      RawClient stalled = server.chat(10, true);
      server.advance(60);
      assertThat(events(stalled.readSoFar())).isEqualTo(1 + 2);
      server.advance(4_999);
      assertThat(stalled.readSoFar()).isEmpty();
      // The engine was done with it all the time.
      assertThat(server.metric("vllm:num_requests_running")).isZero();
      server.advance(1);
      String rest = stalled.readUntil("0\r\n\r\n");
      assertThat(events(rest)).isEqualTo(8 + 1);
      assertThat(rest).contains("\"finish_reason\":\"length\"").contains("[DONE]");
    }
  }

  @Test
  void aStallWithoutATimeEndsWithTheFaultOrWhenItIsCleared() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'stall','for':2}");
      RawClient first = server.chat(5, true);
      server.advance(1_999);
      assertThat(events(first.readSoFar())).isEqualTo(1 + 1);
      server.advance(1);
      assertThat(events(first.readUntil("0\r\n\r\n"))).isEqualTo(4 + 1);

      schedule(server, "{'kind':'stall'}");
      RawClient second = server.chat(5, true);
      server.advance(60_000);
      assertThat(events(second.readSoFar())).isEqualTo(1 + 1);
      assertThat(server.exchange("DELETE", FAULTS, "").body()).contains("\"faults\":[]");
      assertThat(events(second.readUntil("0\r\n\r\n"))).isEqualTo(4 + 1);
    }
  }

  @Test
  void aClientThatLeavesAStalledStreamTakesItsTokensWithIt() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'stall'}");
      RawClient stalled = server.chat(1000, true);
      server.advance(100);
      stalled.close();
      server.awaitSequences(0);
      server.advance(20);
      assertThat(server.metric("vllm:num_requests_running")).isZero();
      assertThat(server.get("/load").body()).isEqualTo("{\"server_load\":0}");
    }
  }

  @Test
  void latencyStretchesStepsWhileItLasts() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'latency','factor':3,'seconds':0.04,'at':0.1,'for':0.2}");
      RawClient stream = server.chat(10, false);
      server.advance(100); // five steps of 20 ms
      assertThat(server.metric("vllm:generation_tokens_total{")).isEqualTo(5);
      server.advance(200); // two of 100 ms
      assertThat(server.metric("vllm:generation_tokens_total{")).isEqualTo(7);
      server.advance(60);
      assertThat(stream.readUntil("\"metrics\":null}")).contains("\"length\"");
    }
  }

  @Test
  void pressureOnTheKvCacheIsSeenInItsUsageAndKeepsRequestsWaiting() {
    try (VirtualServer server =
        VirtualServer.withFaults("--num-gpu-blocks-override=101", "--max-model-len=1600")) {
      schedule(server, "{'kind':'kv-pressure','fraction':0.995,'at':1,'for':10}");
      assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
      server.advance(1_000);
      assertThat(server.metric("vllm:kv_cache_usage_perc")).isEqualTo(1);
      RawClient waiting = server.chat(1, false);
      server.advance(9_999);
      assertThat(server.metric("vllm:num_requests_waiting{")).isEqualTo(1);
      server.advance(21);
      assertThat(waiting.readUntil("\"metrics\":null}")).contains("\"length\"");
      assertThat(server.metric("vllm:kv_cache_usage_perc")).isZero();
      assertThat(server.metric("vllm:request_queue_time_seconds_sum")).isEqualTo(10);
    }
  }

  @Test
  void frozenMetricsStandStillAndThaw() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'frozen-metrics','for':60}");
      RawClient client = server.chat(5, false);
      server.advance(100);
      client.readUntil("\"metrics\":null}");
      assertThat(server.metric("vllm:generation_tokens_total{")).isZero();
      server.advance(59_900);
      assertThat(server.metric("vllm:generation_tokens_total{")).isEqualTo(5);
    }
  }

  @Test
  void whatIsScheduledIsShownWithWhatHasComeOfIt() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      schedule(server, "{'kind':'drop','at':5,'for':10},{'kind':'latency','factor':2,'for':1}");
      server.advance(2_000);
      JsonNode shown = TestServer.parse(server.get(FAULTS).body());
      assertThat(shown.get("simulatedSeconds").asDouble()).isEqualTo(2);
      assertThat(shown.at("/faults/0/state").asText()).isEqualTo("pending");
      assertThat(shown.at("/faults/0/startsInSeconds").asDouble()).isEqualTo(3);
      assertThat(shown.at("/faults/0/endsInSeconds").asDouble()).isEqualTo(13);
      assertThat(shown.at("/faults/1/state").asText()).isEqualTo("over");
      assertThat(shown.at("/faults/1/factor").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aWrongScheduleIsOneLineAndChangesNothing() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      HttpResponse<String> answer =
          server.post(FAULTS, "{\"faults\":[{\"kind\":\"drop\"},{\"kind\":\"drop\",\"rate\":2}]}");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo(
              "{\"error\":{\"message\":\"faults[1].rate must be a number from 0 to 1, not 2\","
                  + "\"type\":\"BadRequestError\",\"param\":\"faults[1].rate\",\"code\":400}}");
      assertThat(server.get(FAULTS).body()).contains("\"faults\":[]");
    }
  }

  @Test
  void anUnknownKindNamesTheKnownOnesAndBrokenJsonSaysSo() {
    try (VirtualServer server = VirtualServer.withFaults()) {
      assertThat(server.post(FAULTS, "{\"faults\":[{\"kind\":\"fire\"}]}").body())
          .contains(
              "faults[0].kind is none of cut, drop, engine-death, error, frozen-metrics,"
                  + " kv-pressure, latency, slow-start, stall: 'fire'");
      for (String broken : List.of("", "{", "{} x", "{\"seed\":1,\"seed\":2}")) {
        HttpResponse<String> answer = server.post(FAULTS, broken);
        assertThat(answer.statusCode()).describedAs(broken).isEqualTo(400);
        assertThat(answer.body().lines()).hasSize(1);
      }
    }
  }

  private static int events(String text) {
    return text.split("\ndata: ", -1).length - 1;
  }
}
