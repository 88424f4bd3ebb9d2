package dev.scaleproof.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadRunTest {
  private final List<RequestRecord> records = new CopyOnWriteArrayList<>();

  private LoadReport run(LoadPlan.Builder plan) throws InterruptedException {
    return LoadRun.start(plan.model("mistral-7b").build(), records::add).await();
  }

  private RequestRecord single(ScriptedServer.Script script)
      throws IOException, InterruptedException {
    try (ScriptedServer server = new ScriptedServer(script)) {
      run(LoadPlan.to(server.uri()).requests(1).requestTimeout(Duration.ofSeconds(10)));
    }
    return records.getFirst();
  }

  @Test
  void countsTokensOfStreams() throws Exception {
    LoadReport report;
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.stream(5)))
                    .raw(Answers.LAST_CHUNK))) {
      report = run(LoadPlan.to(server.uri()).arrivals(Arrivals.ClosedLoop.of(4)).requests(40));
      assertThat(server.connections()).isLessThanOrEqualTo(4);
    }
    assertThat(report.requests().succeeded()).isEqualTo(40);
    assertThat(report.requests().failed()).isZero();
    assertThat(report.output().tokens()).isEqualTo(200);
    assertThat(report.output().chunks()).isEqualTo(200);
    assertThat(report.output().promptTokens()).isEqualTo(280);
    assertThat(report.replicas()).containsExactly(Map.entry("vllm-sim-1", 40L));
    assertThat(records)
        .hasSize(40)
        .allSatisfy(r -> assertThat(r.finishReason()).isEqualTo("length"));
    Set<String> ids = new HashSet<>();
    records.forEach(r -> ids.add(r.id()));
    assertThat(ids).hasSize(40);
  }

  @Test
  void readsStreamsInAnySegmentation() throws Exception {
    String whole = Answers.STREAM_HEAD + Answers.chunk(Answers.stream(9)) + Answers.LAST_CHUNK;
    for (int size : new int[] {1, 7, 64, 1000}) {
      records.clear();
      RequestRecord record = single((request, wire) -> wire.inPieces(whole, size));
      assertThat(record.status()).as("pieces of %d: %s", size, record.error()).isEqualTo(Status.OK);
      assertThat(record.tokens()).isEqualTo(9);
      assertThat(record.gaps().count()).isEqualTo(8);
    }
  }

  @Test
  void readsWholeAnswers() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, wire) -> wire.json(200, Answers.json(12)))) {
      run(
          LoadPlan.to(server.uri())
              .workload(new Workload.Completions(Prompts.Synthetic.of(3), 12, false, ""))
              .requests(2));
      assertThat(server.seen().getFirst().path()).isEqualTo("/v1/completions");
    }
    assertThat(records).allSatisfy(r -> assertThat(r.tokens()).isEqualTo(12));
  }

  @Test
  void sendsWhatThePlanSays() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, wire) -> wire.json(200, Answers.json(1)))) {
      run(
          LoadPlan.to(URI.create(server.uri() + "/base/v1/"))
              .workload(
                  new Workload.Chat(
                      new Prompts.Texts(List.of("say \"ä\"\n")), 5, true, "{\"ignore_eos\":true}"))
              .apiKey("sekret")
              .runId("unit")
              .requests(1));
      ScriptedServer.Request request = server.seen().getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/base/v1/chat/completions");
      assertThat(request.headers())
          .containsEntry("authorization", "Bearer sekret")
          .containsEntry("x-request-id", "unit-0")
          .containsEntry("content-type", "application/json");
      assertThat(request.body())
          .isEqualTo(
              "{\"model\":\"mistral-7b\",\"messages\":[{\"role\":\"user\",\"content\":"
                  + "\"say \\\"ä\\\"\\n\"}],\"stream\":true,\"stream_options\":"
                  + "{\"include_usage\":true},\"ignore_eos\":true,\"max_tokens\":5}");
    }
  }

  @Test
  void namesHttpErrors() throws Exception {
    RequestRecord record =
        single(
            (request, wire) ->
                wire.json(503, "{\"error\":{\"message\":\"busy\",\"type\":\"x\",\"code\":503}}"));
    assertThat(record.kind()).isEqualTo("http 503");
    assertThat(record.error()).isEqualTo("busy");
  }

  @Test
  void aStreamThatClosesEarlyIsCut() throws Exception {
    RequestRecord record =
        single(
            (request, wire) -> {
              wire.raw(Answers.STREAM_HEAD).raw(Answers.chunk(Answers.token(" one")));
              wire.close();
            });
    assertThat(record.status()).isEqualTo(Status.CUT);
    assertThat(record.tokens()).isEqualTo(1);
    assertThat(record.replica()).isEqualTo("vllm-sim-1");
  }

  @Test
  void aCompleteBodyWithoutDoneIsCut() throws Exception {
    RequestRecord record =
        single(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.last(" x", "stop")))
                    .raw(Answers.LAST_CHUNK));
    assertThat(record.status()).isEqualTo(Status.CUT);
    assertThat(record.error()).contains("[DONE]");
  }

  @Test
  void doneWithoutFinishReasonIsCut() throws Exception {
    // What vLLM sends to a queued stream when it is shut down.
    RequestRecord record =
        single(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.OPENING + Answers.DONE))
                    .raw(Answers.LAST_CHUNK));
    assertThat(record.status()).isEqualTo(Status.CUT);
    assertThat(record.firstTokenNanos()).isEqualTo(-1);
  }

  @Test
  void anAbortedAnswerIsNoSuccess() throws Exception {
    RequestRecord record =
        single(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.last(" x", "abort") + Answers.DONE))
                    .raw(Answers.LAST_CHUNK));
    assertThat(record.status()).isEqualTo(Status.ABORTED);
  }

  @Test
  void anErrorEventIsAnError() throws Exception {
    RequestRecord record =
        single(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(
                        Answers.chunk(
                            Answers.token(" a")
                                + "data: {\"error\": {\"message\": \"EngineCore\", \"code\": 500}}\n\n"
                                + Answers.DONE))
                    .raw(Answers.LAST_CHUNK));
    assertThat(record.kind()).isEqualTo("error event");
    assertThat(record.error()).isEqualTo("EngineCore");
  }

  @Test
  void aResetBeforeTheAnswerIsAReset() throws Exception {
    assertThat(single((request, wire) -> wire.reset()).status()).isEqualTo(Status.RESET);
  }

  @Test
  void aResetWithinTheAnswerIsAReset() throws Exception {
    RequestRecord record =
        single(
            (request, wire) -> {
              wire.raw(Answers.STREAM_HEAD).raw(Answers.chunk(Answers.token(" one")));
              wire.reset();
            });
    assertThat(record.status()).isEqualTo(Status.RESET);
  }

  @Test
  void noHttpIsMalformed() throws Exception {
    RequestRecord record = single((request, wire) -> wire.raw("SSH-2.0-OpenSSH_9.2\r\n"));
    assertThat(record.status()).isEqualTo(Status.MALFORMED);
    assertThat(record.error()).contains("SSH-2.0");
  }

  @Test
  void noJsonIsMalformed() throws Exception {
    RequestRecord record =
        single(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk("data: {\"choices\":[}\n\n" + Answers.DONE))
                    .raw(Answers.LAST_CHUNK));
    assertThat(record.status()).isEqualTo(Status.MALFORMED);
  }

  @Test
  void nobodyListeningIsAFailedConnect() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    LoadReport report = run(LoadPlan.to(URI.create("http://127.0.0.1:" + port)).requests(3));
    assertThat(report.requests().failures()).containsExactly(Map.entry("connect failed", 3L));
    assertThat(report.endToEnd().raw().p50()).isInfinite();
  }

  @Test
  void aSilentServerTimesOut() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedServer server = new ScriptedServer((request, wire) -> over.await())) {
      run(LoadPlan.to(server.uri()).requests(1).requestTimeout(Duration.ofMillis(50)));
      over.countDown();
    }
    assertThat(records.getFirst().status()).isEqualTo(Status.TIMEOUT);
  }

  @Test
  void stopCancelsWhatIsInFlight() throws Exception {
    CountDownLatch all = new CountDownLatch(3);
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedServer server =
            new ScriptedServer(
                (request, wire) -> {
                  all.countDown();
                  over.await();
                });
        LoadRun run =
            LoadRun.start(
                LoadPlan.to(server.uri())
                    .arrivals(Arrivals.ClosedLoop.of(3))
                    .duration(Duration.ofMinutes(5))
                    .build(),
                records::add)) {
      all.await();
      run.stop();
      LoadReport report = run.await();
      over.countDown();
      assertThat(report.requests().cancelled()).isEqualTo(3);
      assertThat(report.requests().failed()).isZero();
      assertThat(run.progress().inFlight()).isZero();
    }
  }

  @Test
  void theTotalTimeoutStopsTheRunAndAccountsForWhatWasNeverSent() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    LoadReport report;
    try (ScriptedServer server = new ScriptedServer((request, wire) -> over.await())) {
      report =
          run(
              LoadPlan.to(server.uri())
                  .arrivals(Arrivals.OpenLoop.uniform(1000))
                  .maxInFlight(2)
                  .requests(20)
                  .totalTimeout(Duration.ofMillis(300)));
      over.countDown();
    }
    assertThat(report.requests().cancelled()).isEqualTo(2);
    assertThat(report.requests().failures()).containsEntry("not sent", 18L);
    assertThat(report.requests().sent()).isEqualTo(20);
  }

  @Test
  void warmUpStaysOutOfTheReport() throws Exception {
    LoadReport report;
    try (ScriptedServer server =
        new ScriptedServer((request, wire) -> wire.json(200, Answers.json(1)))) {
      report =
          run(
              LoadPlan.to(server.uri())
                  .workload(new Workload.Chat(Prompts.Synthetic.of(4), 1, false, ""))
                  .arrivals(Arrivals.OpenLoop.uniform(100))
                  .warmUp(Duration.ofMillis(105))
                  .requests(5));
    }
    assertThat(report.requests().warmUp()).isEqualTo(10);
    assertThat(report.requests().succeeded()).isEqualTo(5);
    assertThat(records).hasSize(15);
  }

  @Test
  void plainExchangesCountAnyBody() throws Exception {
    LoadReport report;
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> wire.raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"))) {
      report =
          run(
              LoadPlan.to(server.uri())
                  .workload(new Workload.Plain("GET", "/health", null))
                  .arrivals(Arrivals.ClosedLoop.of(8, 25)));
      assertThat(server.seen().getFirst().headers()).doesNotContainKey("content-length");
    }
    assertThat(report.requests().succeeded()).isEqualTo(200);
    assertThat(report.output().bytes()).isEqualTo(400);
  }

  @Test
  void severalEventLoopsShareTheWork() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) ->
                wire.raw(Answers.STREAM_HEAD)
                    .raw(Answers.chunk(Answers.stream(3)))
                    .raw(Answers.LAST_CHUNK))) {
      run(LoadPlan.to(server.uri()).eventLoops(3).arrivals(Arrivals.ClosedLoop.of(9)).requests(90));
    }
    assertThat(records).hasSize(90).allSatisfy(r -> assertThat(r.ok()).isTrue());
  }

  @Test
  void aClosedKeepAliveConnectionIsReplaced() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) ->
                wire.raw("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"))) {
      run(LoadPlan.to(server.uri()).workload(new Workload.Plain("GET", "/", null)).requests(5));
      assertThat(server.connections()).isEqualTo(5);
    }
    assertThat(records).hasSize(5).allSatisfy(r -> assertThat(r.ok()).isTrue());
  }

  @Test
  void anExceptionOfTheConsumerEndsTheRun() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, wire) -> wire.json(200, Answers.json(1)))) {
      LoadRun run =
          LoadRun.start(
              LoadPlan.to(server.uri()).duration(Duration.ofMinutes(5)).build(),
              record -> {
                throw new IllegalStateException("disk full");
              });
      assertThatThrownBy(run::await).hasMessage("disk full");
    }
  }

  @Test
  void aStallShowsInEveryRequestThatWasDueMeanwhile() throws Exception {
    // Request 20 is held until 60 more have come, and they with it: the arrivals are the clock.
    CountDownLatch held = new CountDownLatch(60);
    LoadReport report;
    try (ScriptedServer server =
        new ScriptedServer(
            (request, wire) -> {
              if (request.number() >= 20) {
                held.countDown();
                held.await();
              }
              wire.json(200, Answers.json(1));
            })) {
      report =
          run(
              LoadPlan.to(server.uri())
                  .workload(new Workload.Chat(Prompts.Synthetic.of(4), 1, false, ""))
                  .arrivals(Arrivals.OpenLoop.uniform(200))
                  .requests(100));
    }
    // 30 of them waited for at least 30 further arrivals, 150 ms.
    assertThat(report.endToEnd().corrected().p90()).isGreaterThan(0.15);
    assertThat(report.requests().succeeded()).isEqualTo(100);
  }
}
