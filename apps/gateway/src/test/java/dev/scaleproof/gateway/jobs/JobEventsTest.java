package dev.scaleproof.gateway.jobs;

import static dev.scaleproof.gateway.jobs.Http.get;
import static dev.scaleproof.gateway.jobs.Http.json;
import static dev.scaleproof.gateway.jobs.Http.lines;
import static dev.scaleproof.gateway.jobs.Http.post;
import static dev.scaleproof.gateway.jobs.Http.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.gateway.TestGateway;
import dev.scaleproof.gateway.fake.RawClient;
import dev.scaleproof.jobs.JobOutcome;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a job's events. */
class JobEventsTest {

  @TempDir private Path folder;
  private TestRedis redis;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    redis = TestRedis.start(folder);
    gateway = gateway("20s");
  }

  /**
   * @param redisTimeout after which Redis is away; also how often a watched job is looked at
   *     without an event
   */
  private TestGateway gateway(String redisTimeout, String... more) throws Exception {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--upstreams",
                "http://127.0.0.1:1",
                "--redis-url",
                redis.url(),
                "--redis-timeout",
                redisTimeout,
                "--job-heartbeat",
                "100ms"));
    flags.addAll(List.of(more));
    return TestGateway.start(flags.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    gateway.close();
    redis.close();
  }

  private static String events(String id) {
    return "/v1/jobs/" + id + "/events";
  }

  /** Reads on until a line begins so; the lines until then, with it. */
  private static List<String> until(Iterator<String> lines, String beginning) {
    List<String> read = new ArrayList<>();
    while (lines.hasNext()) {
      read.add(lines.next());
      if (read.getLast().startsWith(beginning)) {
        return read;
      }
    }
    throw new AssertionError("no line " + beginning + " in " + read);
  }

  private static List<String> named(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("event: ")).toList();
  }

  @Test
  void statesProgressAndAnswerComeInTheirOrder() throws Exception {
    String id = submit(gateway, "q");
    CountDownLatch retrieve = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    HttpResponse<Stream<String>> response = lines(gateway, events(id));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    try (Stream<String> stream = response.body()) {
      Iterator<String> lines = stream.iterator();
      assertThat(until(lines, "data: ").getLast()).contains("\"status\":\"queued\"");
      redis.worker(
          (job, context) -> {
            retrieve.await();
            context.progress("retrieved 4 sources");
            answer.await();
            return new JobOutcome.Done("{\n \"answer\":\n \"yes\"}");
          });
      assertThat(until(lines, "data: {").getLast()).contains("\"status\":\"running\"");
      retrieve.countDown();
      List<String> progress = until(lines, "data: ");
      assertThat(named(progress)).containsExactly("event: progress");
      assertThat(progress.getLast()).isEqualTo("data: {\"progress\":\"retrieved 4 sources\"}");
      answer.countDown();
      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest)
          .filteredOn(line -> !line.startsWith(":") && !line.isEmpty())
          .hasSize(7)
          .startsWith("event: answer", "data: {", "data:  \"answer\":", "data:  \"yes\"}")
          .contains("id: 1-done", "event: state")
          .last()
          .asString()
          .contains("\"status\":\"done\"", "\"ended\":")
          .doesNotContain("result");
    }
  }

  @Test
  void whoComesAfterTheEndIsToldAllAtOnceAndOnlyOnce() throws Exception {
    redis.worker((job, context) -> new JobOutcome.Done("{\"answer\":\"yes\"}"));
    String id = submit(gateway, "q");
    await().until(() -> get(gateway, "/v1/jobs/" + id).body().contains("\"done\""));
    HttpResponse<String> late = get(gateway, "/v1/jobs/" + id, "Accept", "text/event-stream");
    assertThat(late.body())
        .startsWith(
            "event: answer\ndata: {\"answer\":\"yes\"}\n\nid: 1-done\nevent: state\ndata: {")
        .endsWith("}\n\n");
    // As a browser's EventSource comes again by itself, until it is told that this is all.
    HttpResponse<String> again = get(gateway, events(id), "Last-Event-ID", "1-done");
    assertThat(again.statusCode()).isEqualTo(204);
    assertThat(again.body()).isEmpty();
    // What was missed while the connection was broken comes now, at another gateway too.
    try (TestGateway other = gateway("20s")) {
      assertThat(get(other, events(id), "Last-Event-ID", "1-running").body())
          .isEqualTo(late.body());
    }
  }

  @Test
  void givenUpIsAnEndWithItsReason() throws Exception {
    redis.worker((job, context) -> new JobOutcome.Failed("no such model"));
    String body = get(gateway, events(submit(gateway, "q"))).body();
    String last = body.lines().filter(line -> line.startsWith("data: ")).toList().getLast();
    assertThat(json(last.substring("data: ".length())).path("status").asText()).isEqualTo("dead");
    assertThat(last).contains("no such model");
    assertThat(body).doesNotContain("event: answer");
  }

  @Test
  void silenceHasHeartbeats() throws Exception {
    try (Stream<String> stream = lines(gateway, events(submit(gateway, "q"))).body()) {
      Iterator<String> lines = stream.iterator();
      assertThat(until(lines, ": still here")).isNotEmpty();
      assertThat(until(lines, ": still here")).containsOnly("", ": still here");
    }
  }

  @Test
  void oldClientsGetNoChunksAndTheConnectionsEnd() throws Exception {
    redis.worker((job, context) -> new JobOutcome.Done("{}"));
    String id = submit(gateway, "q");
    try (RawClient client = gateway.client()) {
      client.send("GET " + events(id) + " HTTP/1.0\r\n\r\n");
      assertThat(client.readHead()).contains("connection: close").doesNotContain("chunked");
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8)).endsWith("}\n\n");
    }
  }

  @Test
  void connectionServesTheNextRequestAfterAStream() throws Exception {
    redis.worker((job, context) -> new JobOutcome.Done("{}"));
    String id = submit(gateway, "q");
    try (RawClient client = gateway.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(RawClient.get(events(id))).read().text()).contains("\"done\"");
      }
    }
  }

  @Test
  void redisThatIsKilledAndComesBackCostsNoEvent() throws Exception {
    String id = submit(gateway, "q");
    try (TestGateway hasty = gateway("3s");
        Stream<String> stream = lines(hasty, events(id)).body()) {
      Iterator<String> lines = stream.iterator();
      until(lines, "data: {");
      redis.kill();
      until(lines, ": the job queue cannot be reached");
      HttpResponse<String> refused = post(hasty, "/v1/jobs", "{\"question\":\"q\"}");
      assertThat(refused.statusCode()).isEqualTo(503);
      redis.startAgain();
      redis.worker((job, context) -> new JobOutcome.Done("{\"answer\":\"after all\"}"));
      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest).contains("data: {\"answer\":\"after all\"}");
      assertThat(rest.stream().filter(line -> line.startsWith("data: ")).toList().getLast())
          .contains("\"status\":\"done\"");
    }
    await()
        .until(() -> post(gateway, "/v1/jobs", "{\"question\":\"q\"}").statusCode(), c -> c == 202);
  }

  @Test
  void jobThatRedisHasLostEndsItsStream() throws Exception {
    String id = submit(gateway, "q");
    try (TestGateway hasty = gateway("3s");
        Stream<String> stream = lines(hasty, events(id)).body()) {
      Iterator<String> lines = stream.iterator();
      until(lines, "data: {");
      redis.commands().flushall();
      assertThat(until(lines, "event: error")).isNotEmpty();
      assertThat(until(lines, "data: ").getLast()).contains("has lost this job");
    }
  }

  @Test
  void aThousandWatchersThatLeaveLeaveNothing() throws Exception {
    List<String> ids = new ArrayList<>();
    List<String> channels = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(submit(gateway, "q" + i));
      channels.add("job-events:" + ids.getLast());
    }
    List<RawClient> watchers = new ArrayList<>();
    try (TestGateway crowded = gateway("20s")) {
      for (int i = 0; i < 1_000; i++) {
        watchers.add(crowded.client().send(RawClient.get(events(ids.get(i % ids.size())))));
      }
      for (RawClient watcher : watchers) {
        assertThat(watcher.readHead()).startsWith("HTTP/1.1 200");
      }
      assertThat(crowded.inFlight()).isEqualTo(1_000);
      assertThat(redis.commands().pubsubChannels()).containsExactlyInAnyOrderElementsOf(channels);
      assertThat(Http.metric(crowded, "gateway_job_requests_in_flight")).isEqualTo("1000.0");
      for (int i = 0; i < watchers.size(); i++) {
        if (i % 2 == 0) {
          watchers.get(i).close();
        } else {
          watchers.get(i).reset();
        }
      }
      await().untilAsserted(() -> assertThat(crowded.inFlight()).isZero());
      await().untilAsserted(() -> assertThat(redis.commands().pubsubChannels()).isEmpty());
      assertThat(
              crowded.metric(
                  "gateway_requests_total{code=\"499\",pool=\"\",route=\"/v1/jobs/*/events\"}"))
          .isEqualTo(1_000);
    } finally {
      for (RawClient watcher : watchers) {
        watcher.close();
      }
    }
  }

  @Test
  void moreThanMayBeUnderWayAreTurnedAway() throws Exception {
    try (TestGateway small = gateway("20s", "--max-job-requests", "1")) {
      try (RawClient watcher = small.client()) {
        watcher.send(RawClient.get(events(submit(small, "q")))).readHead();
        HttpResponse<String> refused = post(small, "/v1/jobs", "{\"question\":\"q\"}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      }
      await()
          .until(() -> post(small, "/v1/jobs", "{\"question\":\"q\"}").statusCode(), c -> c == 202);
    }
  }

  @Test
  void gatewayThatEndsLetsItsWatchersGo() throws Exception {
    String id = submit(gateway, "q");
    try (TestGateway ending = gateway("20s", "--drain-timeout", "1h");
        RawClient watcher = ending.client()) {
      watcher.send(RawClient.get(events(id))).readHead();
      Thread stopping = Thread.ofVirtual().start(ending::stop);
      assertThat(new String(watcher.readToEnd(), StandardCharsets.UTF_8))
          .contains(": this gateway ends, connect again")
          .endsWith("0\r\n\r\n");
      assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
    }
  }
}
