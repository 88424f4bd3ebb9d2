package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.time.VirtualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 24 hours of mixed load with faults and disconnects on the whole server, over real connections, in
 * simulated time. Afterwards everything is free, every request has ended once, and the counters are
 * exactly the sums of what clients saw.
 */
class DayOfLoadTest {
  private static final Duration DAY = Duration.ofHours(24);
  private static final int SLOTS = 8;

  /** Begin, length in hours and what goes wrong. */
  private static final String FAULTS =
      """
      {"seed": 5, "faults": [
        {"kind": "error", "status": 500, "rate": 0.1, "at": 7200, "for": 3600},
        {"kind": "error", "status": 429, "rate": 0.2, "at": 10800, "for": 3600},
        {"kind": "drop", "rate": 0.1, "at": 14400, "for": 3600},
        {"kind": "cut", "after": 5, "rate": 0.3, "at": 21600, "for": 7200},
        {"kind": "stall", "after": 3, "seconds": 120, "rate": 0.3, "at": 36000, "for": 3600},
        {"kind": "latency", "factor": 5, "rate": 0.2, "at": 43200, "for": 3600},
        {"kind": "kv-pressure", "fraction": 0.4, "at": 50400, "for": 7200}
      ]}""";

  /** Hours in which no client leaves: what a stall holds back it could not have seen. */
  private static final int STALLS_FROM = 10;

  private static final int STALLS_TO = 12;

  /** Hours in which streams are cut after 5 tokens, which must not be where they end. */
  private static final int CUTS_FROM = 6;

  private static final int CUTS_TO = 8;

  private final Random random = new Random(20_261_125);
  private final VirtualClock clock = new VirtualClock();
  private final List<LoadClient> open = new ArrayList<>();
  private final int[][] prefixes =
      IntStream.range(0, 4)
          .mapToObj(i -> new Random(i).ints(48, 1000, 40_000).toArray())
          .toArray(int[][]::new);

  // What clients saw.
  private final Map<String, Integer> finished = new HashMap<>();
  private final Map<Integer, Integer> failed = new HashMap<>();
  private final Map<String, Integer> kinds = new HashMap<>();
  private int sent;
  private int ended;
  private int begun;
  private long promptTokens;
  private long generatedTokens;

  @Test
  void nothingLeaksAndEveryCounterIsWhatClientsSaw() {
    try (InProcessServer server =
        InProcessServer.start(
            List.of(
                "--profile=constant:4s",
                "--max-num-seqs=" + SLOTS,
                "--max-model-len=256",
                "--num-gpu-blocks-override=28",
                "--output-length=lognormal:20,0.6",
                "--enable-fault-injection"),
            Map.of(),
            clock)) {
      int port = server.baseUrl().getPort();
      try (LoadClient schedule = new LoadClient(port, "/sim/faults", FAULTS, 0, false)) {
        awaitAnswer(schedule);
        assertThat(schedule.status()).isEqualTo(200);
      }
      long heapAfterAnHour = 0;
      while (clock.now() < DAY.toNanos()) {
        clock.advance(gap());
        collect();
        if (heapAfterAnHour == 0 && hour() >= 1) {
          heapAfterAnHour = usedHeap();
        }
        act(server, port);
      }
      for (int i = 0; !open.isEmpty(); i++) {
        assertThat(i).describedAs("minutes until the last answer").isLessThan(60);
        clock.advance(Duration.ofMinutes(1));
        collect();
      }
      settle(server);

      assertThat(ended).isEqualTo(sent).isGreaterThan(4_000);
      assertThat(kinds)
          .containsKeys("chat", "completion", "n", "left", "left at once", "cut", "dropped");
      reconcile(scrape(port));
      assertThat(usedHeap() - heapAfterAnHour).isLessThan(8 << 20);
    }
  }

  private long hour() {
    return Duration.ofNanos(clock.now()).toHours();
  }

  /** Every 18 seconds on average, every 8 in a rush hour that the server cannot keep up with. */
  private Duration gap() {
    double mean = hour() == 18 ? 8 : 18;
    return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean * 1e9));
  }

  private void act(InProcessServer server, int port) {
    int choice = random.nextInt(100);
    if (choice < 8 && !open.isEmpty() && (hour() < STALLS_FROM || hour() >= STALLS_TO)) {
      LoadClient leaver = open.get(random.nextInt(open.size()));
      if (leaver.streamed) {
        leave(server, leaver);
        count("left");
      }
    }
    int before = server.sequences();
    LoadClient client = send(port);
    open.add(client);
    await(() -> client.read().isOver() || server.sequences() == before + client.answers);
    clock.settle();
    if (choice >= 97 && !client.read().isOver()) {
      // At the time at which it came: it never ran.
      leave(server, client);
      count("left at once");
    }
    collect();
  }

  /** Closes a connection, with what it has brought until now. */
  private void leave(InProcessServer server, LoadClient client) {
    client.read();
    if (client.isOver()) {
      return;
    }
    int before = server.sequences();
    int alive = client.answers - ends(client);
    client.close();
    await(() -> server.sequences() == before - alive);
    clock.settle();
    open.remove(client);
    end(client);
  }

  private static int ends(LoadClient client) {
    return client.text().split("\"finish_reason\":\"", -1).length - 1;
  }

  private LoadClient send(int port) {
    sent++;
    boolean stream = random.nextInt(4) > 0;
    boolean cuts = hour() >= CUTS_FROM && hour() < CUTS_TO;
    // Of several choices, one would be cut off by another in the middle of a step.
    int answers = random.nextInt(10) == 0 && !cuts ? 2 + random.nextInt(2) : 1;
    String common =
        "\"max_tokens\":%d,\"min_tokens\":%d,\"n\":%d,\"stream\":%s%s"
            .formatted(
                7 + random.nextInt(40),
                cuts ? 6 : 0,
                answers,
                stream,
                stream
                    ? ",\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}"
                    : "");
    if (answers > 1) {
      count("n");
    }
    if (random.nextBoolean()) {
      count("chat");
      String content =
          "Tell me about %d.".formatted(random.nextInt(20)).repeat(1 + random.nextInt(5));
      return new LoadClient(
          port,
          "/v1/chat/completions",
          "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],%s}".formatted(content, common),
          answers,
          stream);
    }
    count("completion");
    int[] prefix = prefixes[random.nextInt(prefixes.length)];
    int[] prompt = Arrays.copyOf(prefix, prefix.length + 1 + random.nextInt(30));
    for (int i = prefix.length; i < prompt.length; i++) {
      prompt[i] = 1000 + random.nextInt(30_000);
    }
    return new LoadClient(
        port,
        "/v1/completions",
        "{\"prompt\":%s,%s}".formatted(Arrays.toString(prompt).replace(" ", ""), common),
        answers,
        stream);
  }

  /** Ends the clients whose answers are complete. */
  private void collect() {
    for (Iterator<LoadClient> clients = open.iterator(); clients.hasNext(); ) {
      LoadClient client = clients.next().read();
      if (client.isOver()) {
        clients.remove();
        client.close();
        end(client);
      }
    }
  }

  private void end(LoadClient client) {
    ended++;
    if (client.status() == 0) {
      kinds.merge(client.isClosedByServer() ? "dropped" : "unanswered", 1, Integer::sum);
    } else if (client.status() != 200) {
      assertThat(client.isComplete()).isTrue();
      failed.merge(client.status(), 1, Integer::sum);
    } else if (client.streamed) {
      endStream(client);
    } else if (client.isComplete()) {
      JsonNode body = TestServer.parse(client.text().substring(client.text().indexOf("\r\n\r\n")));
      assertThat(body.get("choices")).hasSize(client.answers);
      body.get("choices").forEach(choice -> finished(choice.get("finish_reason").asText()));
      begun += client.answers;
      promptTokens += (long) client.answers * body.at("/usage/prompt_tokens").asInt();
      generatedTokens += body.at("/usage/completion_tokens").asInt();
    }
  }

  private void endStream(LoadClient client) {
    List<String> events =
        client
            .text()
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring(6))
            .collect(Collectors.toCollection(ArrayList::new));
    boolean complete = client.isComplete();
    if (complete) {
      assertThat(events.removeLast()).isEqualTo("[DONE]");
    } else if (client.isClosedByServer()) {
      count("cut");
    }
    int[] tokens = new int[client.answers];
    int[] ends = new int[client.answers];
    int prompt = 0;
    int total = 0;
    for (String event : events) {
      JsonNode chunk = TestServer.parse(event);
      if (chunk.get("choices").isEmpty()) {
        total = chunk.at("/usage/completion_tokens").asInt();
        continue;
      }
      JsonNode choice = chunk.at("/choices/0");
      int index = choice.get("index").asInt();
      assertThat(ends[index]).describedAs("nothing after a choice's end").isZero();
      tokens[index] = chunk.at("/usage/completion_tokens").asInt();
      prompt = chunk.at("/usage/prompt_tokens").asInt();
      if (!choice.get("finish_reason").isNull()) {
        ends[index]++;
        finished(choice.get("finish_reason").asText());
      }
    }
    int sum = Arrays.stream(tokens).sum();
    if (complete) {
      assertThat(ends).containsOnly(1);
      assertThat(total).isEqualTo(sum);
    }
    int started = (int) Arrays.stream(tokens).filter(count -> count > 0).count();
    begun += started;
    promptTokens += (long) started * prompt;
    generatedTokens += sum;
  }

  private void finished(String reason) {
    finished.merge(reason, 1, Integer::sum);
  }

  private void count(String kind) {
    kinds.merge(kind, 1, Integer::sum);
  }

  private void reconcile(String scrape) {
    int finishedTotal = finished.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(finished).containsOnlyKeys("stop", "length");
    Map<String, Number> seen = new java.util.LinkedHashMap<>();
    seen.put("vllm:num_requests_running{", 0);
    seen.put("vllm:num_requests_waiting{", 0);
    seen.put("vllm:kv_cache_usage_perc{", 0);
    seen.put("vllm:prompt_tokens_total{", promptTokens);
    seen.put("vllm:generation_tokens_total{", generatedTokens);
    seen.put("vllm:iteration_tokens_total_sum{", promptTokens + generatedTokens);
    seen.put(success("stop"), finished.getOrDefault("stop", 0));
    seen.put(success("length"), finished.getOrDefault("length", 0));
    seen.put(success("abort"), 0);
    seen.put(success("error"), 0);
    seen.put("vllm:time_to_first_token_seconds_count{", begun);
    seen.put("vllm:inter_token_latency_seconds_count{", generatedTokens - begun);
    for (String histogram :
        List.of(
            "e2e_request_latency_seconds",
            "request_queue_time_seconds",
            "request_inference_time_seconds",
            "request_prefill_time_seconds",
            "request_decode_time_seconds",
            "request_prompt_tokens",
            "request_generation_tokens",
            "request_num_preemptions")) {
      seen.put("vllm:" + histogram + "_count{", finishedTotal);
    }
    Map<String, Number> counted = new java.util.LinkedHashMap<>();
    seen.forEach(
        (series, value) ->
            counted.put(
                series,
                value instanceof Integer
                    ? (Number) (int) TestServer.metric(scrape, series)
                    : (Number) (long) TestServer.metric(scrape, series)));
    assertThat(counted).isEqualTo(seen);
    assertThat(TestServer.metric(scrape, "vllm:num_preemptions_total{")).isGreaterThan(50);
    assertThat(TestServer.metric(scrape, "vllm:prefix_cache_hits_total{")).isGreaterThan(10_000);
    assertThat(failed).containsOnlyKeys(429, 500);
    assertThat(failures(scrape, "4xx")).isEqualTo(failed.get(429));
    assertThat(failures(scrape, "5xx")).isEqualTo(failed.get(500));
  }

  private static String success(String reason) {
    return "vllm:request_success_total{engine=\"0\",finished_reason=\"" + reason + "\"";
  }

  private static int failures(String scrape, String statusClass) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("http_requests_total{") && line.contains(statusClass))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String scrape(int port) {
    try (RawClient client = new RawClient(port)) {
      return client
          .send("GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
          .readAll();
    }
  }

  private void settle(InProcessServer server) {
    await(() -> server.sequences() == 0);
    clock.advance(Duration.ofSeconds(10));
  }

  private void awaitAnswer(LoadClient client) {
    await(() -> client.read().isComplete());
  }

  private void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the server does not react at " + clock.now());
      }
      LockSupport.parkNanos(20_000);
    }
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
