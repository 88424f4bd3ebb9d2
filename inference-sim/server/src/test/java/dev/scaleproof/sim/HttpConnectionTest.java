package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HTTP/1 itself, byte by byte. */
class HttpConnectionTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            "--profile", "constant:1ms", "--speed", "10", "--max-body-bytes", "100000");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() {
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 3; i++) {
        String stream =
            client.post("/v1/chat/completions", chat(",\"stream\":true")).readUntil("0\r\n\r\n");
        assertThat(stream).startsWith("HTTP/1.1 200 OK").contains("[DONE]");
        String plain = client.post("/v1/chat/completions", chat("")).readUntil("\"metrics\":null}");
        assertThat(plain).startsWith("HTTP/1.1 200 OK");
        assertThat(client.send("GET /sim/status HTTP/1.1\r\nHost: t\r\n\r\n").readUntil("}"))
            .startsWith("HTTP/1.1 200 OK")
            .contains("\"lagSeconds\"");
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    String health = "GET /health HTTP/1.1\r\nHost: t\r\n\r\n";
    String version = "GET /version HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    String status = "GET /sim/status HTTP/1.1\r\nHost: t\r\n\r\n";
    String body = chat(",\"stream\":true");
    String chat =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (RawClient client = new RawClient(server.port())) {
      String answers = client.send(chat + health + status + chat + version).readAll();

      int firstStream = answers.indexOf("[DONE]");
      int statusAnswer = answers.indexOf("lagSeconds");
      int secondStream = answers.indexOf("[DONE]", firstStream + 1);
      int versionAnswer = answers.indexOf("\"version\"");
      assertThat(firstStream).isPositive().isLessThan(statusAnswer);
      assertThat(statusAnswer).isLessThan(secondStream);
      assertThat(secondStream).isLessThan(versionAnswer);
    }
  }

  @Test
  void anOldClientGetsAStreamWithoutChunksAndAnEndOfConnection() {
    String body = chat(",\"stream\":true");
    try (RawClient client = new RawClient(server.port())) {
      String answer =
          client
              .send(
                  "POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
              .readAll();

      assertThat(answer).doesNotContain("transfer-encoding").contains("\r\n\r\ndata: {");
      assertThat(answer).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void aChunkedBodyIsRead() {
    String body = chat("");
    try (RawClient client = new RawClient(server.port())) {
      String answer =
          client
              .send(
                  "POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nContent-Type:"
                      + " application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + Integer.toHexString(body.length())
                      + "\r\n"
                      + body
                      + "\r\n0\r\n\r\n")
              .readUntil("\"metrics\":null}");

      assertThat(answer).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void anExpectedContinueIsSent() {
    String body = chat("");
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
              + "Expect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");

      assertThat(client.send(body).readUntil("\"metrics\":null}")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void anOversizedBodyIsRefusedFromItsLengthAlone() {
    try (RawClient client = new RawClient(server.port())) {
      String answer =
          client
              .send(
                  """
                  POST /v1/chat/completions HTTP/1.1\r
                  Host: t\r
                  Content-Type: application/json\r
                  Content-Length: 100001\r
                  \r
                  """)
              .readUntil("}}");

      assertThat(answer)
          .startsWith("HTTP/1.1 413 Request Entity Too Large")
          .contains("connection: close")
          .endsWith(
              "{\"error\":{\"message\":\"The request body is larger than 100000 bytes.\","
                  + "\"type\":\"Request Entity Too Large\",\"param\":null,\"code\":413}}");
    }
  }

  @Test
  void anOversizedBodyWithoutALengthIsRefusedWhenItIsTooLong() {
    String part = "x".repeat(50_000);
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          """
          POST /v1/chat/completions HTTP/1.1\r
          Host: t\r
          Content-Type: application/json\r
          Transfer-Encoding: chunked\r
          \r
          """);
      for (int i = 0; i < 3; i++) {
        client.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
      }

      assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void nonsenseIsRefused() {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send("how are you\r\n\r\n").readAll())
          .startsWith("HTTP/1.1 400 Bad Request")
          .endsWith("Invalid HTTP request received.");
    }
  }

  @Test
  void aReaderThatDoesNotReadIsCutOff() {
    try (TestServer fast =
        TestServer.start(
            "--profile", "constant:1ms", "--speed", "100", "--max-model-len", "200000")) {
      try (RawClient client = new RawClient(fast.port())) {
        client.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":190000,\"stream\":true}");
        await().until(() -> fast.metric("vllm:generation_tokens_total") > 0);

        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> fast.metric("vllm:num_requests_running") == 0);
        assertThat(fast.metric("vllm:generation_tokens_total")).isLessThan(190_000);
        assertThat(
                fast.metric("vllm:request_success_total{engine=\"0\",finished_reason=\"length\""))
            .isZero();
      }
    }
  }

  private static String chat(String more) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":3" + more + "}";
  }
}
