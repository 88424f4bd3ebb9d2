package dev.scaleproof.e2e;

import static dev.scaleproof.e2e.Part.GUARD;
import static dev.scaleproof.e2e.Part.KEDA;
import static dev.scaleproof.e2e.Part.PROMETHEUS;
import static dev.scaleproof.e2e.Part.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.lease.GuardTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Leases run out while parts of the platform are down, each in turn and in pairs. Every lease has a
 * model of its own, so that one can run out while the next one is already up: held, with a replica,
 * and un-paused, so that KEDA's scaling is in the way too.
 */
@OnCluster
@Tag("siege")
@ResourceLock(TakeDownTest.GUARD_LOCK)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class TakeDownTest {
  /** For who takes the guard down, or needs it. */
  static final String GUARD_LOCK = "cost-guard";

  /** Each differs from the one before by one part, so that little has to come and go. */
  private static final List<Set<Part>> WITH_GUARD =
      List.of(
          EnumSet.of(SWEEP),
          EnumSet.of(SWEEP, PROMETHEUS),
          EnumSet.of(PROMETHEUS),
          EnumSet.of(PROMETHEUS, KEDA),
          EnumSet.of(KEDA),
          EnumSet.of(KEDA, SWEEP));

  /** Long enough to bring all models up before the first lease is over. */
  private static final Duration FIRST = Duration.ofSeconds(45);

  /** Long enough to take a part down and bring another up. */
  private static final Duration CHANGE = Duration.ofSeconds(20);

  /** A sweep and a change. */
  private static final Duration SWEPT = Duration.ofSeconds(90);

  private static final Duration API_OUTAGE = Duration.ofSeconds(60);
  private static final Duration ALERTED = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;
  private final Outage outage;
  private final List<Guarded> models = new ArrayList<>();
  private final List<Run> open = new ArrayList<>();
  private final double price = Bench.usdPerGpuHour();
  private final Ledger ledger =
      new Ledger(
          "down while a lease ran out",
          "ended after",
          "bound",
          "GPU free after",
          "bound",
          "cost past its end",
          "bound");

  TakeDownTest(Bench bench) {
    this.bench = bench;
    this.outage = new Outage(bench.kubectl());
  }

  /**
   * A lease that ran out.
   *
   * @param overrun from its end to everything being paused and at 0 replicas
   * @param bound of that
   */
  private record Run(String down, Guarded model, Instant end, Duration overrun, Duration bound) {}

  @BeforeAll
  void models() throws Exception {
    bench.advertiseGpus(WITH_GUARD.size() + 1);
    for (int i = 0; i < WITH_GUARD.size(); i++) {
      models.add(Guarded.in("siege-" + (i + 1), bench));
    }
  }

  @Test
  @Order(1)
  void theGuardAloneEndsALease() throws Exception {
    for (int i = 0; i < WITH_GUARD.size(); i++) {
      models.get(i).hold(FIRST.plus(CHANGE.multipliedBy(i)));
    }
    for (int i = 0; i < WITH_GUARD.size(); i++) {
      runOut(models.get(i), WITH_GUARD.get(i), GuardTimes.ALIVE);
    }
    outage.become(Set.of());
    settle();
  }

  @Test
  @Order(2)
  void theGuardActsWithTheApiServersFirstAnswer() throws Exception {
    Guarded model = models.getFirst();
    model.hold(API_OUTAGE.dividedBy(2));
    Instant end = model.expires();
    try (var _ = bench.cluster().stopApiServer()) {
      sleepUntil(Instant.now().plus(API_OUTAGE));
    }
    Instant back = Instant.now();
    assertThat(end).as("the lease ran out meanwhile").isBefore(back);
    Instant down = model.awaitDown(GuardTimes.ALIVE.plus(Guarded.DRAIN));
    open.add(
        new Run(
            "API server for %d s (from its return)".formatted(API_OUTAGE.toSeconds()),
            model,
            back,
            Duration.between(back, down),
            GuardTimes.ALIVE));
    settle();
  }

  @Test
  @Order(3)
  void withoutTheGuardTheSweepEndsALease() throws Exception {
    models.get(1).hold(FIRST);
    models.get(2).hold(FIRST.plus(SWEPT));
    try (Guarded serving = Guarded.in("serving", bench)) {
      serving.hold(FIRST.plus(SWEPT).plus(SWEPT));
      runOut(models.get(1), EnumSet.of(GUARD), GuardTimes.SWEEP);
      runOut(models.get(2), EnumSet.of(GUARD, KEDA), GuardTimes.SWEEP);
      nobodyEnds(serving);
      outage.become(EnumSet.of(SWEEP));
      Instant back = Instant.now();
      Instant down = serving.awaitDown(GuardTimes.ALIVE.plus(Guarded.DRAIN));
      open.add(
          new Run(
              "guard and sweep (from the guard's return)",
              serving,
              back,
              Duration.between(back, down),
              GuardTimes.ALIVE));
      settle();
    }
    // The last, since Prometheus forgets with its pod for how long the guard has been down.
    models.get(3).hold(FIRST);
    runOut(models.get(3), EnumSet.of(GUARD, PROMETHEUS), GuardTimes.SWEEP);
    outage.become(Set.of());
    settle();
  }

  /** Nothing in the cluster is left that could: there people are told. */
  private void nobodyEnds(Guarded model) throws Exception {
    model.lastsAtLeast(CHANGE);
    outage.become(EnumSet.of(GUARD, SWEEP));
    sleepUntil(model.expires());
    await()
        .atMost(ALERTED)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(alerts())
                    .contains("CostGuardDown firing")
                    // This one waits for minutes before it fires, for what the sweep may still do.
                    .containsAnyOf("GpuWithoutLease pending", "GpuWithoutLease firing"));
    assertThat(model.isDown()).as("somebody ends it").isFalse();
    assertThat(model.meter().held()).isEqualTo(1);
  }

  /** Lets a lease run out while some parts are down. */
  private void runOut(Guarded model, Set<Part> down, Duration bound) throws Exception {
    model.lastsAtLeast(CHANGE);
    outage.become(down);
    Instant end = model.expires();
    assertThat(Instant.now()).as("%s is down before the lease ends", down).isBefore(end);
    assertThat(model.isDown()).as("a valid lease is left alone").isFalse();
    sleepUntil(end);
    Instant ended = model.awaitDown(bound.plus(Guarded.DRAIN));
    open.add(new Run(words(down), model, end, Duration.between(end, ended), bound));
  }

  private static String words(Set<Part> down) {
    return down.stream().map(Part::words).collect(Collectors.joining(" and "));
  }

  private Set<String> alerts() throws Exception {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode alert :
        JSON.readTree(
                bench
                    .kubectl()
                    .run(
                        "get",
                        "--raw",
                        "/api/v1/namespaces/monitoring/services/prometheus-operated:9090/proxy/api/v1/alerts"))
            .at("/data/alerts")) {
      alerts.add(alert.at("/labels/alertname").asText() + " " + alert.path("state").asText());
    }
    return alerts;
  }

  private static void sleepUntil(Instant moment) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.max(0, Duration.between(Instant.now(), moment).toMillis()));
  }

  /** Waits until the GPUs of what ran out are free, and judges it. */
  private void settle() {
    List<Run> ended = List.copyOf(open);
    // What fails here is this test's failure, and not the next one's too.
    open.clear();
    for (Run run : ended) {
      await()
          .atMost(Guarded.DRAIN)
          .untilAsserted(() -> assertThat(run.model().meter().held()).as(run.down()).isZero());
      Duration free = Duration.between(run.end(), run.model().meter().freeSince());
      double seconds = run.model().meter().secondsSince(run.end());
      ledger.row(
          run.down(),
          Ledger.seconds(run.overrun()),
          Ledger.seconds(run.bound()),
          Ledger.seconds(free),
          Ledger.seconds(run.bound().plus(Guarded.DRAIN)),
          Ledger.money(seconds, price),
          Ledger.money(run.bound().plus(Guarded.DRAIN), price));
      assertThat(run.overrun()).as(run.down()).isLessThanOrEqualTo(run.bound());
      assertThat(free).as(run.down()).isLessThanOrEqualTo(run.bound().plus(Guarded.DRAIN));
    }
  }

  @AfterAll
  void bringAllBackAndTell() throws Exception {
    System.out.println(ledger);
    outage.become(Set.of());
    models.forEach(Guarded::close);
  }
}
