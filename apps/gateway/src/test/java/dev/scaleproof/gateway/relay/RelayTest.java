package dev.scaleproof.gateway.relay;

import static dev.scaleproof.gateway.fake.FakeUpstream.chunk;
import static dev.scaleproof.gateway.fake.FakeUpstream.ok;
import static dev.scaleproof.gateway.fake.FakeUpstream.streamHead;
import static dev.scaleproof.gateway.fake.FakeUpstream.writing;
import static dev.scaleproof.gateway.fake.RawClient.get;
import static dev.scaleproof.gateway.fake.RawClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.FakeUpstream;
import dev.scaleproof.gateway.fake.FakeUpstream.Script;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.gateway.fake.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What goes in comes out, byte for byte, in each way that HTTP/1.1 frames it. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are CRLF, which text blocks hide
class RelayTest {

  private interface Body {
    void run(TestGateway gateway, FakeUpstream upstream) throws Exception;
  }

  private static void with(Script script, Body body) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(script);
        TestGateway gateway = TestGateway.start("--upstreams", upstream.url())) {
      body.run(gateway, upstream);
    }
  }

  @Test
  void requestKeepsMethodPathQueryHeadersAndBody() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          String body = "{\"model\":\"any\", \"prompt\": \"Grüße\" }";
          int length = body.getBytes(StandardCharsets.UTF_8).length;
          gateway.exchange(
              "PATCH /v1/some/thing?a=b%20c&d HTTP/1.1\r\nHost: me\r\nX-ODD-Case:  spaced \r\nauthorization: Bearer k\r\n"
                  + "Connection: keep-alive, X-Private\r\nX-Private: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\n"
                  + "Content-Length: "
                  + length
                  + "\r\nX-Last: z\r\n\r\n"
                  + body);
          FakeUpstream.Request seen = upstream.requests().getFirst();
          assertThat(seen.head())
              .isEqualTo(
                  "PATCH /v1/some/thing?a=b%20c&d HTTP/1.1\r\nHost: me\r\nX-ODD-Case: spaced\r\nauthorization: Bearer k\r\n"
                      + "X-Last: z\r\ncontent-length: "
                      + length
                      + "\r\n\r\n");
          assertThat(seen.text()).isEqualTo(body);
        });
  }

  @Test
  void chunkedRequestArrivesWithItsLength() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          gateway.exchange(
              "POST /v1/completions HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "5\r\n{\"a\":\r\n3;ext=1\r\n12}\r\n0\r\nX-Trailer: t\r\n\r\n");
          assertThat(upstream.requests().getFirst().text()).isEqualTo("{\"a\":12}");
          assertThat(upstream.requests().getFirst().head())
              .contains("content-length: 8")
              .doesNotContain("chunked");
        });
  }

  @Test
  void answerWithLengthKeepsItsBytes() throws Exception {
    with(
        writing(
            "HTTP/1.1 201 Very Created\r\nX-A:b\r\nContent-Length: 3\r\nx-a:  c \r\nConnection: keep-alive\r\n\r\nabc"),
        (gateway, upstream) -> {
          Answer answer = gateway.exchange(get("/v1/models"));
          assertThat(answer.head())
              .isEqualTo(
                  "HTTP/1.1 201 Very Created\r\nX-A:b\r\nContent-Length: 3\r\nx-a:  c \r\nx-gateway-replica: "
                      + upstream.name()
                      + "\r\n\r\n");
          assertThat(answer.text()).isEqualTo("abc");
        });
  }

  @Test
  void streamKeepsItsChunksWithExtensionsAndTrailers() throws Exception {
    String raw =
        chunk("data: 1\n\n")
            + "4;x=\"y\"\r\nda\r\n\r\n"
            + chunk("data: 2\n\n")
            + "0\r\nX-T: 1\r\nX-U: 2\r\n\r\n";
    with(
        writing(streamHead() + raw),
        (gateway, upstream) -> {
          Answer answer = gateway.exchange(post("/v1/chat/completions", "{\"stream\":true}"));
          assertThat(answer.text()).isEqualTo(raw);
          assertThat(answer.header("x-gateway-replica")).isEqualTo(upstream.name());
        });
  }

  @Test
  void eachChunkComesAsSoonAsItIsThere() throws Exception {
    AtomicBoolean seenFirst = new AtomicBoolean();
    Object lock = new Object();
    with(
        (request, connection) -> {
          connection.write(streamHead() + chunk("data: 1\n\n"));
          synchronized (lock) {
            while (!seenFirst.get()) {
              lock.wait(10_000);
            }
          }
          connection.write(chunk("data: 2\n\n") + "0\r\n\r\n");
        },
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(post("/v1/chat/completions", "{}")).readHead();
            assertThat(new String(client.readBytes(14), StandardCharsets.UTF_8))
                .isEqualTo(chunk("data: 1\n\n"));
            synchronized (lock) {
              seenFirst.set(true);
              lock.notifyAll();
            }
            assertThat(new String(client.readBytes(19), StandardCharsets.UTF_8))
                .isEqualTo(chunk("data: 2\n\n") + "0\r\n\r\n");
          }
        });
  }

  @Test
  void headOfStreamComesBeforeItsFirstChunk() throws Exception {
    with(
        (request, connection) -> connection.write(streamHead()),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            assertThat(client.send(post("/v1/completions", "{}")).readHead())
                .contains("text/event-stream");
          }
        });
  }

  @Test
  void bytesInSingleSegmentsStayTheSame() throws Exception {
    String response = streamHead() + chunk("data: a\n\n") + "0\r\n\r\n";
    with(
        (request, connection) -> {
          for (byte b : response.getBytes(StandardCharsets.UTF_8)) {
            connection.write(new byte[] {b});
          }
        },
        (gateway, upstream) ->
            assertThat(gateway.exchange(get("/v1/x")).text())
                .isEqualTo(chunk("data: a\n\n") + "0\r\n\r\n"));
  }

  @Test
  void connectionsAreReused() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            for (int i = 0; i < 20; i++) {
              assertThat(client.send(post("/v1/completions", "{}")).read().status()).isEqualTo(200);
            }
          }
          assertThat(upstream.connections()).isEqualTo(1);
        });
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    with(
        (request, connection) -> connection.write(ok(request.line())),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(
                get("/v1/1")
                    + get("/health/liveness")
                    + get("/v1/2")
                    + post("/v1/3", "{}")
                    + get("/nope")
                    + get("/v1/4"));
            assertThat(client.read().text()).isEqualTo("GET /v1/1 HTTP/1.1");
            assertThat(client.read().text()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(client.read().text()).isEqualTo("GET /v1/2 HTTP/1.1");
            assertThat(client.read().text()).isEqualTo("POST /v1/3 HTTP/1.1");
            assertThat(client.read().text()).isEqualTo("{\"detail\":\"Not Found\"}");
            assertThat(client.read().text()).isEqualTo("GET /v1/4 HTTP/1.1");
          }
        });
  }

  @Test
  void manyPipelinedRequestsDoNotGetStuck() throws Exception {
    with(
        (request, connection) -> connection.write(ok(request.line())),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 300; i++) {
              all.append(get("/v1/" + i));
            }
            client.send(all.toString());
            for (int i = 0; i < 300; i++) {
              assertThat(client.read().text()).isEqualTo("GET /v1/" + i + " HTTP/1.1");
            }
          }
        });
  }

  @Test
  void answersWithoutBodyLeaveTheConnectionUsable() throws Exception {
    with(
        (request, connection) -> {
          String path = request.line().split(" ", 3)[1];
          connection.write(
              switch (path) {
                case "/v1/204" -> "HTTP/1.1 204 No Content\r\n\r\n";
                case "/v1/304" -> "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n";
                case "/v1/head" -> "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
                case "/v1/headchunked" -> "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                case "/v1/continue" ->
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                        + ok("late");
                default -> "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
              });
        },
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            assertThat(client.send(get("/v1/204")).read().status()).isEqualTo(204);
            assertThat(client.send(get("/v1/304")).read().header("content-length")).isEqualTo("7");
            assertThat(
                    client
                        .send(get("/v1/head").replace("GET", "HEAD"))
                        .readToHead()
                        .header("content-length"))
                .isEqualTo("1000");
            assertThat(
                    client
                        .send(get("/v1/headchunked").replace("GET", "HEAD"))
                        .readToHead()
                        .status())
                .isEqualTo(200);
            assertThat(client.send(get("/v1/continue")).read().text()).isEqualTo("late");
            assertThat(client.send(get("/v1/x").replace("GET", "OPTIONS")).read().body()).isEmpty();
          }
          assertThat(upstream.connections()).isEqualTo(1);
        });
  }

  @Test
  void answerThatEndsWithItsConnectionEndsTheClientsToo() throws Exception {
    with(
        (request, connection) -> {
          connection.write("HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nuntil ");
          connection.write("the end");
          connection.close();
        },
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(get("/v1/x"));
            assertThat(client.readHead())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("connection: close");
            assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
                .isEqualTo("until the end");
          }
        });
  }

  @Test
  void oldClientGetsNoChunks() throws Exception {
    with(
        writing(streamHead() + chunk("data: 1\n\n") + chunk("data: 2\n\n") + "0\r\n\r\n"),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send("GET /v1/x HTTP/1.0\r\n\r\n");
            assertThat(client.readHead())
                .doesNotContain("transfer-encoding")
                .contains("connection: close");
            assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
                .isEqualTo("data: 1\n\ndata: 2\n\n");
          }
        });
  }

  @Test
  void clientThatWantsToCloseIsClosed() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send("GET /v1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Answer answer = client.read();
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
          }
        });
  }

  @Test
  void largeBodiesPassBothWays() throws Exception {
    byte[] large = new byte[3 << 20];
    new java.util.Random(7).nextBytes(large);
    with(
        (request, connection) -> {
          connection.write(
              "HTTP/1.1 200 OK\r\ncontent-length: " + request.body().length + "\r\n\r\n");
          connection.write(request.body());
        },
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(
                "POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: "
                    + large.length
                    + "\r\n\r\n");
            client.send(large);
            assertThat(client.read().body()).isEqualTo(large);
          }
        });
  }

  @Test
  void expectContinueIsAnsweredByTheGateway() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(
                "POST /v1/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("{}").read().status()).isEqualTo(200);
          }
          assertThat(upstream.requests().getFirst().head()).doesNotContainIgnoringCase("expect");
        });
  }

  @Test
  void oversizedBodyIsRefusedInOpenAiShape() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(writing(ok("{}")));
        TestGateway gateway =
            TestGateway.start("--upstreams", upstream.url(), "--max-request-bytes", "1KiB")) {
      Answer announced = gateway.exchange(post("/v1/completions", "x".repeat(1025)));
      assertThat(announced.status()).isEqualTo(413);
      assertThat(announced.text())
          .isEqualTo(
              "{\"error\":{\"message\":\"The request body is larger than 1024 bytes.\","
                  + "\"type\":\"Request Entity Too Large\",\"param\":null,\"code\":413}}");
      try (RawClient client = gateway.client()) {
        client.send(
            "POST /v1/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send(chunk("x".repeat(1000)) + chunk("x".repeat(1000)));
        assertThat(client.read().status()).isEqualTo(413);
        assertThat(client.readToEnd()).isEmpty();
      }
      assertThat(gateway.exchange(post("/v1/completions", "x".repeat(1024))).status())
          .isEqualTo(200);
      assertThat(upstream.requests()).hasSize(1);
    }
  }

  @Test
  void malformedRequestIsRefused() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          Answer answer = gateway.exchange("GET /v1/x HTTP/1.1\r\nno colon here\r\n\r\n");
          assertThat(answer.status()).isEqualTo(400);
          assertThat(answer.text()).contains("\"type\":\"BadRequestError\"");
          Answer long1 =
              gateway.exchange("GET /v1/x HTTP/1.1\r\nx: " + "y".repeat(70_000) + "\r\n\r\n");
          assertThat(long1.status()).isEqualTo(431);
          assertThat(upstream.requests()).isEmpty();
        });
  }

  @Test
  void unknownRouteAndWrongMethodAnswerAsVllmDoes() throws Exception {
    with(
        writing(ok("{}")),
        (gateway, upstream) -> {
          Answer unknown = gateway.exchange(get("/nope"));
          assertThat(unknown.status()).isEqualTo(404);
          assertThat(unknown.text()).isEqualTo("{\"detail\":\"Not Found\"}");
          Answer wrong = gateway.exchange(post("/health", "{}"));
          assertThat(wrong.status()).isEqualTo(405);
          assertThat(wrong.text()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
          assertThat(wrong.header("allow")).contains("GET");
        });
  }

  @Test
  void brokenAnswerIsBadGateway() throws Exception {
    with(
        writing("SSH-2.0-OpenSSH\r\n\r\n"),
        (gateway, upstream) -> {
          Answer answer = gateway.exchange(get("/v1/x"));
          assertThat(answer.status()).isEqualTo(502);
          assertThat(answer.text()).contains("status line");
        });
  }

  @Test
  void brokenChunksAreBadGatewayOrCutTheAnswer() throws Exception {
    with(
        (request, connection) -> {
          connection.write(streamHead() + chunk("data: 1\n\n"));
          connection.awaitClosedByGateway(java.time.Duration.ofMillis(200));
          connection.write("zz\r\n");
        },
        (gateway, upstream) -> {
          try (RawClient client = gateway.client()) {
            client.send(get("/v1/later"));
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
          }
        });
    with(
        writing(streamHead() + "zz\r\n"),
        (gateway, upstream) -> assertThat(gateway.exchange(get("/v1/x")).status()).isEqualTo(502));
  }
}
