package dev.scaleproof.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real HTTP and the real engine, and nothing moves but by {@code advance}. */
class VllmSimulatorTest {
  private static final Duration STEP = Duration.ofMillis(20);

  @RegisterExtension
  final VllmSimulator sim =
      VllmSimulator.builder()
          .profile("constant:20ms")
          .maxNumSeqs(2)
          .faultInjection()
          .developmentMode()
          .build();

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    client.shutdownNow();
  }

  private static HttpRequest chat(VllmSimulator to, int tokens, boolean stream) {
    return HttpRequest.newBuilder(to.baseUrl().resolve("/v1/chat/completions"))
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":%d,\"stream\":%s}"
                    .formatted(tokens, stream)))
        .build();
  }

  private CompletableFuture<HttpResponse<String>> send(int tokens) {
    return client.sendAsync(chat(sim, tokens, false), BodyHandlers.ofString());
  }

  @Test
  void aStreamBringsOneTokenAStep() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(chat(sim, 5, true), BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    sim.awaitSequences(1);
    InputStream body = stream.body();
    assertThat(body.available()).isZero();

    sim.advance(Duration.ofMillis(19));
    assertThat(body.available()).isZero();

    sim.advance(Duration.ofMillis(1));
    // The role's chunk and the first token's.
    String first = readEvents(body, 2);
    assertThat(first).contains("\"role\":\"assistant\"");
    for (int token = 2; token <= 4; token++) {
      sim.advance(STEP);
      assertThat(readEvents(body, 1)).contains("\"finish_reason\":null");
    }
    sim.advance(STEP);
    assertThat(readEvents(body, 2)).contains("\"finish_reason\":\"length\"").contains("[DONE]");
    assertThat(sim.sequences()).isZero();
  }

  /** So many events, and no byte behind them. */
  private static String readEvents(InputStream body, int count) throws IOException {
    StringBuilder text = new StringBuilder();
    int events = 0;
    while (events < count) {
      int next = body.read();
      assertThat(next).isNotNegative();
      text.append((char) next);
      if (text.toString().endsWith("\n\n")) {
        events++;
      }
    }
    return text.toString();
  }

  @Test
  void theSameRequestsAndAdvancesGiveTheSameScrape() throws Exception {
    List<String> scrapes = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (VllmSimulator other =
          VllmSimulator.builder().profile("L4").maxNumSeqs(4).seed(7).build().start()) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
          answers.add(client.sendAsync(chat(other, 10 * i, false), BodyHandlers.ofString()));
          other.awaitSequences(i);
        }
        other.advance(Duration.ofMillis(1234));
        answers.add(client.sendAsync(chat(other, 1, false), BodyHandlers.ofString()));
        other.awaitSequences(11 - (int) other.metrics().value("vllm:request_success_total"));
        other.time().advanceUntilIdle(Duration.ofMinutes(10));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        scrapes.add(comparable(other.metrics().text()));
      }
    }
    assertThat(scrapes.get(0)).isEqualTo(scrapes.get(1)).contains("vllm:generation_tokens_total");
  }

  /** Without wall-clock times and the process' own figures. */
  private static String comparable(String scrape) {
    StringBuilder text = new StringBuilder();
    scrape
        .lines()
        .filter(line -> !line.contains("_created") && !line.startsWith("process_"))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Test
  void queueTimesAreExact() throws Exception {
    CompletableFuture<HttpResponse<String>> first = send(10);
    sim.awaitSequences(1);
    CompletableFuture<HttpResponse<String>> second = send(10);
    sim.awaitSequences(2);
    CompletableFuture<HttpResponse<String>> third = send(10);
    sim.awaitSequences(3);

    assertThat(sim.time().advanceUntilIdle(Duration.ofMinutes(1))).isEqualTo(STEP.multipliedBy(20));

    for (CompletableFuture<HttpResponse<String>> answer : List.of(first, second, third)) {
      assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(sim.metrics().value("vllm:request_queue_time_seconds_sum")).isEqualTo(0.2);
    assertThat(sim.metrics().value("vllm:request_queue_time_seconds_count")).isEqualTo(3);
  }

  @Test
  void aClientThatLeavesFreesItsSlotInNoTime() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(chat(sim, 1000, true), BodyHandlers.ofInputStream());
    sim.awaitSequences(1);
    sim.advance(STEP.multipliedBy(3));
    assertThat(sim.metrics().running()).isEqualTo(1);

    stream.body().close();
    sim.awaitSequences(0);
    sim.advance(Duration.ZERO);

    assertThat(sim.metrics().running()).isZero();
    assertThat(sim.metrics().value("vllm:kv_cache_usage_perc")).isZero();
  }

  @Test
  void connectionsAreRefusedUntilTheStartupTimeHasPassed() throws Exception {
    try (VllmSimulator late =
        VllmSimulator.builder().time(sim.time()).startupTime(Duration.ofMillis(90_500)).build()) {
      late.start();
      HttpRequest health = HttpRequest.newBuilder(late.baseUrl().resolve("/health")).build();
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.send(health, BodyHandlers.ofString()));
      sim.advance(Duration.ofMillis(90_499));
      assertThat(late.isReady()).isFalse();
      sim.advance(Duration.ofMillis(1));
      assertThat(late.isReady()).isTrue();
      assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneThatIsClosedBeforeItIsReadyNeverIs() {
    VllmSimulator late =
        VllmSimulator.builder().time(sim.time()).startupTime(Duration.ofSeconds(90)).build();
    late.start();
    HttpRequest health = HttpRequest.newBuilder(late.baseUrl().resolve("/health")).build();
    late.close();
    sim.advance(Duration.ofSeconds(100));
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> client.send(health, BodyHandlers.ofString()));
  }

  @Test
  void terminatedItDrainsInSimulatedTimeAndThenRefuses() throws Exception {
    try (VllmSimulator draining =
        VllmSimulator.builder()
            .profile("constant:20ms")
            .shutdownTimeout(Duration.ofSeconds(30))
            .build()
            .start()) {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(chat(draining, 100, false), BodyHandlers.ofString());
      CompletableFuture<HttpResponse<String>> tooLong =
          client.sendAsync(chat(draining, 3000, false), BodyHandlers.ofString());
      draining.awaitSequences(2);

      draining.terminate();

      assertThat(client.send(chat(draining, 1, false), BodyHandlers.ofString()).body())
          .contains("cannot schedule new futures after shutdown");
      draining.advance(Duration.ofSeconds(2));
      assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains("\"finish_reason\":\"length\"");
      draining.advance(Duration.ofSeconds(27));
      assertThat(tooLong).isNotDone();
      draining.advance(Duration.ofSeconds(1));
      assertThat(tooLong.get(10, TimeUnit.SECONDS).body()).contains("\"finish_reason\":\"abort\"");
      assertThat(draining.isReady()).isFalse();
      try (HttpClient fresh = HttpClient.newHttpClient()) {
        assertThatExceptionOfType(ConnectException.class)
            .isThrownBy(() -> fresh.send(chat(draining, 1, false), BodyHandlers.ofString()));
      }
    }
  }

  @Test
  void faultsAreScheduledInSimulatedTime() throws Exception {
    sim.schedule(
        """
        {"faults": [{"kind": "error", "status": 503, "retryAfter": 2, "at": 10, "for": 5}]}""");
    for (int second : new int[] {9, 10, 14, 15}) {
      sim.advance(Duration.ofSeconds(second).minus(sim.time().now()));
      CompletableFuture<HttpResponse<String>> answer = send(1);
      if (second >= 10 && second < 15) {
        HttpResponse<String> refused = answer.get(10, TimeUnit.SECONDS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("2");
      } else {
        sim.awaitSequences(1);
        sim.advance(STEP);
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sim.schedule("{\"faults\":[{\"kind\":\"error\",\"rate\":2}]}"))
        .withMessageContaining("faults[0].rate must be a number from 0 to 1, not 2");
  }

  @Test
  void anEngineThatDiesTakesTheServerWithIt() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(chat(sim, 1000, true), BodyHandlers.ofInputStream());
    sim.awaitSequences(1);
    sim.advance(STEP);
    sim.schedule("{\"faults\": [{\"kind\": \"engine-death\", \"at\": 1}]}");
    sim.advance(Duration.ofSeconds(1));

    String rest = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(rest)
        .endsWith(
            "data: {\"error\": {\"message\": \"EngineCore encountered an issue. See stack trace"
                + " (above) for the root cause.\", \"type\": \"InternalServerError\", \"param\":"
                + " null, \"code\": 500}}\n\ndata: [DONE]\n\n");
    HttpRequest health = HttpRequest.newBuilder(sim.baseUrl().resolve("/health")).build();
    assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(503);

    sim.advance(Duration.ofSeconds(5)); // the watchdog looks every five
    assertThat(sim.isReady()).isFalse();
    try (HttpClient fresh = HttpClient.newHttpClient()) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> fresh.send(health, BodyHandlers.ofString()));
    }
  }

  @Test
  void wrongFlagsAreToldInTheProgramsWords() {
    VllmSimulator wrong = VllmSimulator.builder().profile("H100").build();
    assertThatIllegalArgumentException()
        .isThrownBy(wrong::start)
        .withMessageStartingWith("--profile H100 is unknown");
  }

  @Test
  void requestsThatTimeDoesNotEndAreTold() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = send(1);
    sim.awaitSequences(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> sim.time().advanceUntilIdle(Duration.ofMillis(19)))
        .withMessage("requests are left after PT0.019S");
    sim.time().advanceUntilIdle(Duration.ofMillis(20));
    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void metricsThatAreNotThereAreTold() throws ExecutionException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sim.metrics().value("vllm:num_requests_swapped"))
        .withMessage("no series vllm:num_requests_swapped{}");
  }
}
