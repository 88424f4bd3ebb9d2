package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a SIGTERM does to requests, as recorded in shutdown-sigterm-run6 and shutdown-drain20. */
class ShutdownTest {
  @Test
  void byDefaultRunningAnswersAreAbortedAndQueuedOnesEndEmpty() throws Exception {
    try (TestServer server =
        TestServer.start("--profile", "constant:20ms", "--max-num-seqs", "2")) {
      RawClient running = stream(server);
      RawClient plain =
          new RawClient(server.port()).post("/v1/chat/completions", chat(3000, false));
      await().until(() -> server.metric("vllm:num_requests_running") == 2);
      RawClient queued = stream(server);
      await().until(() -> server.metric("vllm:num_requests_waiting{") == 1);

      server.server().shutDown();

      List<JsonNode> cut = Streams.chunks(running.readUntil("0\r\n\r\n"));
      assertThat(cut.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("abort");
      assertThat(cut.getLast().has("system_fingerprint")).isTrue();
      List<JsonNode> empty = Streams.chunks(queued.readUntil("0\r\n\r\n"));
      assertThat(empty).hasSize(1);
      assertThat(empty.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
      String body = plain.readUntil("\"metrics\":null}");
      assertThat(body).startsWith("HTTP/1.1 200").contains("\"finish_reason\":\"abort\"");
    }
  }

  @Test
  void withATimeoutEverythingInFlightFinishesAndNothingNewBegins() throws Exception {
    try (TestServer server =
        TestServer.start(
            "--profile",
            "constant:20ms",
            "--max-num-seqs",
            "1",
            "--shutdown-timeout",
            "600",
            "--speed",
            "10")) {
      RawClient first = stream(server, 200);
      RawClient second = stream(server, 200);
      await().until(() -> server.metric("vllm:num_requests_waiting{") == 1);

      CompletableFuture<Void> ended =
          CompletableFuture.runAsync(
              () -> {
                try {
                  server.server().shutDown();
                } catch (InterruptedException interrupted) {
                  Thread.currentThread().interrupt();
                }
              });
      await()
          .until(
              () -> {
                HttpResponse<String> refused = server.post("/v1/chat/completions", chat(1, false));
                return refused.statusCode() == 500
                    && refused
                        .body()
                        .equals(
                            "{\"error\":{\"message\":\"cannot schedule new futures after"
                                + " shutdown\",\"type\":\"InternalServerError\",\"param\":null,"
                                + "\"code\":500}}");
              });
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      ended.join();

      for (RawClient client : List.of(first, second)) {
        List<JsonNode> chunks = Streams.chunks(client.readUntil("0\r\n\r\n"));
        assertThat(chunks).hasSize(201);
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("length");
      }
    }
  }

  private static RawClient stream(TestServer server) {
    return stream(server, 3000);
  }

  private static RawClient stream(TestServer server, int tokens) {
    return new RawClient(server.port()).post("/v1/chat/completions", chat(tokens, true));
  }

  private static String chat(int tokens, boolean stream) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":%d,\"stream\":%s}"
        .formatted(tokens, stream);
  }
}
