package dev.scaleproof.e2e;

import static dev.scaleproof.e2e.Guarded.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.Phase;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lease by the commands that a person types, from asking for it to its bill. */
@OnCluster
@Tag("siege")
@ResourceLock(value = TakeDownTest.GUARD_LOCK, mode = ResourceAccessMode.READ)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class LeaseTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The guard writes what it counted every 5 s, Prometheus reads it every 15 s. */
  private static final double SECONDS_BEHIND = 25;

  private static final String GPU_LABEL = "nvidia.com/gpu.product";

  private final Bench bench;
  private final double price = Bench.usdPerGpuHour();
  private final Shell shell = new Shell(Map.of("OWNER", "alice"));
  private Guarded model;

  LeaseTest(Bench bench) throws Exception {
    this.bench = bench;
    bench.advertiseGpus(8);
    model = Guarded.in("serving", bench);
  }

  @BeforeAll
  void idle() {
    assertThat(model.status().phase()).isEqualTo(Phase.IDLE);
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          vllm-up LEASE="45 minutes"      | LEASE=45m
          vllm-up LEASE=-5m               | LEASE=45m
          vllm-up LEASE=0s                | LEASE=45m
          vllm-up LEASE=8h                | LEASE=4h
          vllm-up BUDGET=-3               | BUDGET=
          vllm-up BUDGET=1000             | BUDGET=25
          vllm-up OWNER=" "               | OWNER=alice
          keda-demo-up LEASE="45 minutes" | LEASE=45m
          keda-demo-up LEASE=8h           | LEASE=4h
          lease-extend LEASE=15           | LEASE=45m
          lease-extend LEASE=15m          | make vllm-up
          """)
  void badInputIsRefusedWithWhatToTypeInstead(String command, String instead) {
    refused(command, instead);
  }

  @Test
  @Order(2)
  void aGpuWithoutAPriceIsRefused() {
    label("NVIDIA-B300");
    try {
      refused("vllm-up LEASE=45m", "platform/cost-guard/gpu-prices.yaml");
    } finally {
      label("");
    }
  }

  private void refused(String command, String instead) {
    Outcome outcome = make(command);
    assertThat(outcome.status()).as(outcome.toString()).isNotZero();
    assertThat(outcome.output()).contains(instead).doesNotContain("Exception");
    assertThat(model.lease().getSpec().asked()).as("nothing is left behind").isFalse();
    assertThat(model.isDown()).isTrue();
  }

  @Test
  @Order(3)
  void aPlainLeaseIsForHalfAnHourAndCostsWhatItSays() throws Exception {
    Outcome up = succeeds("vllm-up");
    // (30 m + 10 s + 150 s) × 1 GPU
    assertThat(up.output()).contains("$0.44");
    assertThat(model.meter().held()).isEqualTo(1);
    var spec = model.lease().getSpec();
    assertThat(spec.duration()).isEqualTo("30m");
    assertThat(spec.owner()).isEqualTo("alice");
    assertThat(spec.reason()).isEqualTo("manual");
    assertThat(model.status().phase()).isEqualTo(Phase.ACTIVE);
    assertThat(
            Duration.between(
                Objects.requireNonNull(model.status().startedAt()), model.status().expiresAt()))
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(succeeds("status").output()).contains("alice").contains("Active");
    assertThat(model.kubectl("get", "lease.scaleproof.dev")).contains("PHASE").contains("alice");
  }

  @Test
  @Order(4)
  void itIsExtendedAndKedaScalesUnderIt() throws Exception {
    Instant before = model.status().expiresAt();
    succeeds("lease-extend LEASE=15m");
    await()
        .atMost(GuardTimes.ALIVE)
        .pollInterval(LOOK)
        .untilAsserted(
            () ->
                assertThat(model.status().expiresAt())
                    .isEqualTo(Objects.requireNonNull(before).plus(Duration.ofMinutes(15))));
    Outcome tooLong = make("lease-extend LEASE=4h");
    assertThat(tooLong.status()).as(tooLong.toString()).isNotZero();
    assertThat(tooLong.output()).contains("4h");
    succeeds("keda-demo-up");
    await().atMost(SOON).until(() -> bench.hpa(model.namespace(), NAME) != null);
    assertThat(model.isPaused()).isFalse();
  }

  @Test
  @Order(5)
  void moneyIsGpuSecondsTimesPriceEverywhere() {
    await()
        .atMost(SOON)
        .pollInterval(LOOK)
        .untilAsserted(
            () -> {
              GpuLeaseStatus status = model.status();
              assertThat(status.spentUsd())
                  .isPositive()
                  .isCloseTo(usd(status.gpuSeconds()), within(usd(0.1)));
              assertThat(model.meter().secondsSince(Instant.EPOCH))
                  .isCloseTo(status.gpuSeconds(), within(SECONDS_BEHIND));
              assertThat(
                      prometheus(
                          "sum(costguard_spent_usd_total{namespace=\"serving\", owner=\"alice\", reason=\"manual\"})"))
                  .isCloseTo(status.spentUsd(), within(usd(SECONDS_BEHIND)));
              assertThat(
                      prometheus(
                          "costguard_gpu_hourly_price_usd{namespace=\"serving\", name=\"raw-vllm\"}"))
                  .isEqualTo(price);
            });
  }

  @Test
  @Order(6)
  void givenBackItEndsAndTheReportNamesWhoPaysForIt() {
    succeeds("keda-demo-down");
    assertThat(model.isPaused()).isTrue();
    succeeds("vllm-down");
    await().atMost(SOON).until(() -> model.meter().held() == 0);
    await().atMost(SOON).until(() -> model.status().phase() == Phase.IDLE);
    GpuLeaseStatus.LastLease last = Objects.requireNonNull(model.status().last());
    assertThat(last.because()).isEqualTo(Because.RETURNED);
    assertThat(last.owner()).isEqualTo("alice");
    assertThat(last.spentUsd()).isCloseTo(usd(last.gpuSeconds()), within(usd(0.1)));
    assertThat(model.lease().getSpec().asked()).as("as in Git again").isFalse();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(succeeds("cost-report").output())
                    .contains("alice")
                    .contains("manual")
                    .containsIgnoringCase("idle"));
  }

  @Test
  @Order(7)
  void aBudgetThatIsSpentEndsIt() throws Exception {
    double budget = 0.004;
    Instant start = Instant.now();
    succeeds("vllm-up LEASE=45m BUDGET=" + budget + " REASON=\"load test\" ARGS=\"--wait 0\"");
    model.awaitDown(SOON.multipliedBy(2));
    await().atMost(Guarded.DRAIN).until(() -> model.status().phase() == Phase.IDLE);
    GpuLeaseStatus.LastLease last = Objects.requireNonNull(model.status().last());
    assertThat(last.because()).isEqualTo(Because.BUDGET_SPENT);
    assertThat(last.reason()).isEqualTo("load test");
    double most = budget + usd((double) GuardTimes.ALIVE.plus(Guarded.DRAIN).toSeconds());
    assertThat(last.spentUsd()).isBetween(budget, most);
    assertThat(usd(model.meter().secondsSince(start))).isBetween(budget, most);
    assertThat(model.events()).contains("LeaseEnded").contains("BudgetSpent");
  }

  private double usd(double gpuSeconds) {
    return gpuSeconds * price / Duration.ofHours(1).toSeconds();
  }

  private double prometheus(String query) throws Exception {
    return JSON.readTree(
            bench
                .kubectl()
                .run(
                    "get",
                    "--raw",
                    "/api/v1/namespaces/monitoring/services/prometheus-operated:9090/proxy/api/v1/query?query="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
        .at("/data/result/0/value/1")
        .asDouble();
  }

  private Outcome succeeds(String command) {
    Outcome outcome = make(command);
    assertThat(outcome.status()).as(command + ": " + outcome).isZero();
    return outcome;
  }

  private Outcome make(String command) {
    return shell.run(
        "make --no-print-directory " + command + " YES=1 CLUSTER=" + bench.cluster().kubeconfig());
  }

  /** Says what GPU the node has; nothing if the type is empty. */
  private void label(String type) {
    bench
        .client()
        .nodes()
        .list()
        .getItems()
        .forEach(
            node ->
                bench
                    .client()
                    .nodes()
                    .withName(node.getMetadata().getName())
                    .edit(
                        seen -> {
                          NodeBuilder changed = new NodeBuilder(seen);
                          return type.isEmpty()
                              ? changed
                                  .editMetadata()
                                  .removeFromLabels(GPU_LABEL)
                                  .endMetadata()
                                  .build()
                              : changed
                                  .editMetadata()
                                  .addToLabels(GPU_LABEL, type)
                                  .endMetadata()
                                  .build();
                        }));
  }

  @AfterAll
  void close() {
    model.close();
  }
}
