package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private static LoadPlan.Builder plan(Arrivals arrivals) {
    return LoadPlan.to(URI.create("http://localhost"))
        .arrivals(arrivals)
        .duration(Duration.ofSeconds(60));
  }

  private static RequestRecord record(long intended, long sent, long end, Status status) {
    return new RequestRecord(
        "r", 0, false, intended, sent, end, end, end, status, 200, "length", 1, 1, 3, 10, null,
        null, Gaps.NONE);
  }

  private static LoadReport report(LoadPlan plan, List<RequestRecord> records) {
    ReportBuilder builder = new ReportBuilder(plan);
    records.forEach(builder::add);
    return builder.build();
  }

  /** A server that takes 1 ms a request, one at a time, but nothing from 2.0 to 3.0 s. */
  private static final class StallingServer {
    private long freeAt;

    long answer(long arrival) {
      long begin = Math.max(arrival, freeAt);
      if (begin >= 2 * SECOND && begin < 3 * SECOND) {
        begin = 3 * SECOND;
      }
      freeAt = begin + MILLI;
      return freeAt;
    }
  }

  @Test
  void aStallShowsInAnOpenLoopEvenIfSendingWaitsForAnswers() {
    LoadPlan plan = plan(Arrivals.OpenLoop.uniform(100)).duration(Duration.ofSeconds(10)).build();
    StallingServer server = new StallingServer();
    Pace pace = Pace.of(plan);
    List<RequestRecord> records = new ArrayList<>();
    long now = 0;
    while (pace.next() != Pace.NEVER) {
      now = Math.max(now, pace.next());
      Due due = pace.poll(now);
      assertThat(due).isNotNull();
      // One in flight at most: the sender is as blind as a closed loop.
      long end = server.answer(now);
      records.add(record(due.intended(), now, end, Status.OK));
      now = end;
    }
    LoadReport report = report(plan, records);
    // 999 requests, of which 100 were due within the stall: about 10 % waited, up to 1 s.
    assertThat(report.endToEnd().raw().p99()).isCloseTo(0.001, within(1e-5));
    assertThat(report.endToEnd().corrected().p99()).isBetween(0.85, 1.0);
    assertThat(report.endToEnd().corrected().p90()).isBetween(0.05, 0.2);
    assertThat(report.endToEnd().corrected().max()).isCloseTo(1.001, within(0.01));
    assertThat(report.sendLag().max()).isGreaterThan(0.9);
  }

  @Test
  void aStallShowsInAClosedLoopThroughTheExpectedInterval() {
    LoadPlan plan =
        plan(new Arrivals.ClosedLoop(1, 0, Duration.ofMillis(9), Duration.ZERO))
            .duration(Duration.ofSeconds(10))
            .build();
    StallingServer server = new StallingServer();
    Pace pace = Pace.of(plan);
    List<RequestRecord> records = new ArrayList<>();
    while (pace.next() != Pace.NEVER) {
      long now = pace.next();
      Due due = pace.poll(now);
      assertThat(due).isNotNull();
      long end = server.answer(now);
      records.add(record(due.intended(), now, end, Status.OK));
      pace.ended(due, end);
    }
    LoadReport report = report(plan, records);
    assertThat(report.endToEnd().expectedIntervalSeconds()).isCloseTo(0.010, within(1e-5));
    assertThat(report.endToEnd().raw().p99()).isCloseTo(0.001, within(1e-5));
    assertThat(report.endToEnd().corrected().p99()).isBetween(0.85, 1.0);
    assertThat(report.endToEnd().corrected().count())
        .isBetween(records.size() + 97L, records.size() + 100L);
  }

  @Test
  void failedRequestsCountAsInfinitelySlowAndCancelledOnesNowhere() {
    List<RequestRecord> records = new ArrayList<>();
    for (int i = 1; i <= 90; i++) {
      records.add(record(0, 0, i * MILLI, Status.OK));
    }
    for (int i = 0; i < 10; i++) {
      records.add(record(0, 0, MILLI, Status.RESET));
    }
    records.add(record(0, 0, MILLI, Status.CANCELLED));
    LoadReport report = report(plan(Arrivals.OpenLoop.poisson(1)).build(), records);
    assertThat(report.endToEnd().raw().p90()).isCloseTo(0.090, within(1e-4));
    assertThat(report.endToEnd().raw().p95()).isInfinite();
    assertThat(report.requests().sent()).isEqualTo(101);
    assertThat(report.requests().cancelled()).isEqualTo(1);
    assertThat(report.requests().failures()).containsEntry("reset", 10L);
  }

  @Test
  void anEmptyRunHasNoFigures() {
    LoadReport report = report(plan(Arrivals.OpenLoop.poisson(1)).build(), List.of());
    assertThat(report.endToEnd().raw().p99()).isNaN();
    assertThat(report.toText()).contains("0 sent");
    assertThat(report.toJson()).contains("\"p99\" : null");
  }

  @Test
  void gapsAgainstWhatIsExpected() {
    RequestRecord record =
        new RequestRecord(
            "r",
            0,
            false,
            0,
            0,
            0,
            61 * MILLI,
            61 * MILLI,
            Status.OK,
            200,
            "length",
            4,
            4,
            3,
            10,
            null,
            null,
            Gaps.ofMicros(20_000, 19_000, 22_000));
    LoadReport.GapDeviation deviation =
        report(
                plan(Arrivals.ClosedLoop.of(1)).expectedGap(Duration.ofMillis(20)).build(),
                List.of(record))
            .gapDeviation();
    assertThat(deviation).isNotNull();
    assertThat(deviation.meanSeconds()).isCloseTo(0.0203333, within(1e-6));
    assertThat(deviation.p50()).isCloseTo(0.001, within(1e-6));
    assertThat(deviation.max()).isCloseTo(0.002, within(1e-6));
  }

  @Property(tries = 300)
  void percentilesAreThoseOfTheSortedSamples(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 2_000_000_000) Integer> nanos,
      @ForAll @IntRange(max = 100) int infinite) {
    Samples samples = new Samples();
    nanos.forEach(samples::add);
    for (int i = 0; i < infinite; i++) {
      samples.addInfinite();
    }
    double[] sorted = nanos.stream().mapToDouble(n -> n / 1e9).sorted().toArray();
    for (double percent : new double[] {1, 50, 90, 95, 99, 100}) {
      double exact = percentile(sorted, infinite, percent);
      double ours = samples.percentile(percent);
      if (Double.isInfinite(exact)) {
        assertThat(ours).isInfinite();
      } else {
        assertThat(ours).isCloseTo(exact, within(exact * 0.001 + 2e-9));
      }
    }
  }

  private static double percentile(double[] sorted, int infinite, double percent) {
    int rank = Math.max(1, (int) Math.ceil(percent / 100 * (sorted.length + infinite)));
    return rank > sorted.length ? Double.POSITIVE_INFINITY : sorted[rank - 1];
  }

  /** Every figure of the summary, computed again from the JSON lines alone and in another way. */
  @Test
  void everyFigureCanBeComputedFromTheRecordsFile() throws IOException {
    LoadPlan plan = plan(Arrivals.OpenLoop.poisson(50)).warmUp(Duration.ofSeconds(2)).build();
    List<RequestRecord> records = randomRecords(new Random(7), plan);
    LoadReport report = report(plan, records);

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (RecordFile lines = RecordFile.to(file)) {
      records.forEach(lines);
    }
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> measured = new ArrayList<>();
    for (String line : file.toString(UTF_8).lines().toList()) {
      JsonNode json = mapper.readTree(line);
      if (!json.path("warmUp").asBoolean()) {
        measured.add(json);
      }
    }
    List<JsonNode> ok = measured.stream().filter(r -> status(r).equals("ok")).toList();
    int cancelled = (int) measured.stream().filter(r -> status(r).equals("cancelled")).count();
    int failed = measured.size() - ok.size() - cancelled;

    assertThat(report.requests().sent()).isEqualTo(measured.size());
    assertThat(report.requests().succeeded()).isEqualTo(ok.size());
    assertThat(report.requests().failed()).isEqualTo(failed);
    assertThat(report.requests().warmUp()).isEqualTo(records.size() - measured.size());
    report
        .requests()
        .failures()
        .forEach(
            (kind, count) ->
                assertThat(measured.stream().filter(r -> status(r).equals(kind)).count())
                    .isEqualTo(count));
    double seconds = measured.stream().mapToDouble(r -> at(r, "end")).max().orElseThrow() - 2;
    assertThat(report.seconds()).isCloseTo(seconds, within(1e-9));
    assertThat(report.requests().succeededPerSecond()).isCloseTo(ok.size() / seconds, within(1e-6));
    double tokens = measured.stream().mapToDouble(r -> at(r, "tokens")).sum();
    assertThat(report.output().tokens()).isEqualTo((long) tokens);
    assertThat(report.output().tokensPerSecond()).isCloseTo(tokens / seconds, within(1e-6));

    same(report.firstToken().raw(), ok, failed, r -> at(r, "firstToken") - at(r, "sent"));
    same(report.firstToken().corrected(), ok, failed, r -> at(r, "firstToken") - at(r, "intended"));
    same(report.endToEnd().raw(), ok, failed, r -> at(r, "end") - at(r, "sent"));
    same(report.endToEnd().corrected(), ok, failed, r -> at(r, "end") - at(r, "intended"));
    same(
        report.perOutputToken(),
        ok.stream().filter(r -> at(r, "chunks") > 1).toList(),
        0,
        r -> (at(r, "lastToken") - at(r, "firstToken")) / (at(r, "tokens") - 1));
    same(
        report.sendLag(),
        measured.stream().filter(r -> r.has("sent")).toList(),
        0,
        r -> at(r, "sent") - at(r, "intended"));
    double[] gaps =
        measured.stream()
            .flatMap(r -> r.path("gapMicros").valueStream())
            .mapToDouble(gap -> gap.asInt() / 1e6)
            .sorted()
            .toArray();
    same(report.interToken(), gaps, 0);
  }

  private static void same(
      LoadReport.Percentiles ours,
      List<JsonNode> records,
      int infinite,
      ToDoubleFunction<JsonNode> value) {
    same(ours, records.stream().mapToDouble(value).sorted().toArray(), infinite);
  }

  private static void same(LoadReport.Percentiles ours, double[] sorted, int infinite) {
    assertThat(ours.count()).isEqualTo(sorted.length + infinite);
    assertThat(ours.mean()).isCloseTo(Arrays.stream(sorted).average().orElseThrow(), within(1e-8));
    close(ours.p50(), percentile(sorted, infinite, 50));
    close(ours.p90(), percentile(sorted, infinite, 90));
    close(ours.p95(), percentile(sorted, infinite, 95));
    close(ours.p99(), percentile(sorted, infinite, 99));
    close(ours.max(), percentile(sorted, infinite, 100));
  }

  private static void close(double ours, double exact) {
    if (Double.isInfinite(exact)) {
      assertThat(ours).isInfinite();
    } else {
      assertThat(ours).isCloseTo(exact, within(exact * 0.001 + 2e-9));
    }
  }

  private static String status(JsonNode record) {
    return record.path("status").asText();
  }

  private static double at(JsonNode record, String name) {
    return record.path(name).asDouble();
  }

  private static List<RequestRecord> randomRecords(Random random, LoadPlan plan) {
    Status[] failures = {Status.HTTP_ERROR, Status.RESET, Status.CUT, Status.CANCELLED};
    Pace pace = Pace.of(plan);
    List<RequestRecord> records = new ArrayList<>();
    for (Due due = pace.poll(Pace.NEVER - 1); due != null; due = pace.poll(Pace.NEVER - 1)) {
      boolean ok = random.nextInt(100) < 97;
      int chunks = ok ? 1 + random.nextInt(20) : 0;
      int[] gaps = random.ints(Math.max(0, chunks - 1), 0, 60_000).toArray();
      long sent = due.intended() + random.nextInt(1_000_000);
      long first = sent + random.nextInt(400_000_000);
      long last = first + 1000L * Arrays.stream(gaps).asLongStream().sum();
      records.add(
          new RequestRecord(
              "r" + records.size(),
              due.user(),
              due.warmUp(),
              due.intended(),
              sent,
              ok ? first : -1,
              ok ? last : -1,
              last + 50_000,
              ok ? Status.OK : failures[random.nextInt(failures.length)],
              ok ? 200 : 503,
              ok ? "stop" : null,
              chunks,
              chunks,
              9,
              chunks * 200L,
              replica(random),
              null,
              Gaps.ofMicros(gaps)));
    }
    return records;
  }

  private static @Nullable String replica(Random random) {
    return random.nextBoolean() ? "vllm-sim-" + random.nextInt(3) : null;
  }
}
