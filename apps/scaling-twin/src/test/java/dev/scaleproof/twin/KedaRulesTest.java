package dev.scaleproof.twin;

import static dev.scaleproof.twin.Manifests.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.twin.Decision.Decider;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.spec.ScaledObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One test a row of what KEDA does, on the two loops together. */
class KedaRulesTest {
  private static final MetricSource IDLE = (request, now) -> Answer.of(0);
  private static final MetricSource BUSY = (request, now) -> Answer.of(23);
  private static final MetricSource DOWN = (request, now) -> Answer.failed("HTTP 500");

  @Test
  @DisplayName("row 14: KEDA polls at once and every 30 s; the HPA's min is at least 1")
  void polls() {
    Cluster cluster = cluster("", 0);
    cluster.runUntil(seconds(60), BUSY);
    assertThat(cluster.decisions())
        .filteredOn(decision -> decision.by() == Decider.KEDA_POLL)
        .extracting(decision -> decision.at().toSeconds())
        .containsExactly(0L, 30L, 60L);
    assertThat(cluster.changes())
        .containsExactly("0: 0 -> 1 (KEDA_POLL)", "15: 1 -> 4 (HPA_SYNC)", "30: 4 -> 5 (HPA_SYNC)");
  }

  @Test
  @DisplayName("row 15: an error without fallback holds; from zero KEDA goes to max(1, min)")
  void requestScale() {
    Cluster held = cluster("", 3);
    held.runUntil(seconds(900), DOWN);
    assertThat(held.changes()).isEmpty();
    assertThat(held.decisions()).extracting(Decision::reason).contains("TriggerError");

    Cluster woken = cluster("  minReplicaCount: 2\n", 0);
    woken.runUntil(seconds(1), BUSY);
    assertThat(woken.changes()).containsExactly("0: 0 -> 2 (KEDA_POLL)");

    Cluster idle = cluster("  idleReplicaCount: 0\n  minReplicaCount: 2\n", 0);
    idle.runUntil(seconds(1), BUSY);
    assertThat(idle.replicas()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "row 16: to zero after the cooldown, past the HPA's windows; at once if never active")
  void toZero() {
    Cluster warm = cluster("", 1);
    warm.runUntil(seconds(0), IDLE);
    assertThat(warm.changes()).containsExactly("0: 1 -> 0 (KEDA_POLL)");

    Cluster cooling = cluster("  cooldownPeriod: 60\n", 0);
    cooling.runUntil(seconds(30), BUSY);
    cooling.runUntil(seconds(95), IDLE);
    assertThat(cooling.changes()).endsWith("90: 5 -> 0 (KEDA_POLL)");

    Cluster young = cluster("  initialCooldownPeriod: 45\n", 1);
    young.runUntil(seconds(70), IDLE);
    assertThat(young.changes()).containsExactly("60: 1 -> 0 (KEDA_POLL)");
  }

  @Test
  @DisplayName("row 17: active means strictly above the activation threshold")
  void activation() {
    String threshold = "        activationThreshold: \"23\"\n";
    Cluster same = new Cluster(twin("", threshold), 0);
    same.runUntil(seconds(60), BUSY);
    assertThat(same.replicas()).isZero();
    same.runUntil(seconds(90), (request, now) -> Answer.of(23.001));
    assertThat(same.changes()).startsWith("90: 0 -> 1 (KEDA_POLL)");
  }

  @Test
  @DisplayName("row 18: the HPA asks live unless useCachedMetrics")
  void cachedMetrics() {
    MetricSource rising = (request, now) -> Answer.of(now.toSeconds() < 10 ? 4 : 23);
    Cluster live = new Cluster(twin("  pollingInterval: 60\n", ""), 1);
    live.runUntil(seconds(16), rising);
    assertThat(live.replicas()).isEqualTo(4);
    Cluster cached =
        new Cluster(twin("  pollingInterval: 60\n", "      useCachedMetrics: true\n"), 1);
    cached.runUntil(seconds(16), rising);
    assertThat(cached.replicas()).isEqualTo(1);
  }

  @Test
  @DisplayName("row 18: with min 1 a poll reuses what the HPA saw (UsesHPAObservations)")
  void observations() {
    int[] asked = {0};
    MetricSource counted =
        (request, now) -> {
          asked[0]++;
          return Answer.of(4);
        };
    new Cluster(twin("  minReplicaCount: 1\n", ""), 1).runUntil(seconds(300), counted);
    // The first poll asks, then every one of 19 syncs.
    assertThat(asked[0]).isEqualTo(20);
  }

  @Test
  @DisplayName("rows 19, 20: polls and syncs count failures together, so 3 trip in about 30 s")
  void fallback() {
    String fallback = "  fallback: {failureThreshold: 3, replicas: 6}\n";
    Cluster cluster = cluster(fallback, 2);
    cluster.runUntil(seconds(200), DOWN);
    // 0 s poll, 15 s sync, 30 s poll, 30 s sync: the fourth failure.
    assertThat(cluster.changes()).containsExactly("30: 2 -> 4 (HPA_SYNC)", "45: 4 -> 6 (HPA_SYNC)");
    assertThat(cluster.decisions())
        .filteredOn(decision -> decision.at().toSeconds() == 45)
        .allSatisfy(
            decision ->
                assertThat(decision.metrics().getFirst().line()).endsWith("asks for 6 (fallback)"));
    Cluster never =
        cluster("  fallback: {failureThreshold: 3, replicas: 6, behavior: currentReplicas}\n", 2);
    never.runUntil(seconds(200), DOWN);
    assertThat(never.changes()).isEmpty();
  }

  @Test
  @DisplayName("row 21: with modifiers a target that is no integer disables fallback, silently")
  void fallbackOfModifiers() {
    for (String target : new String[] {"5", "5.0"}) {
      String spec =
          """
            fallback: {failureThreshold: 0, replicas: 3}
            advanced: {scalingModifiers: {formula: "waiting", target: "%s"}}
          """
              .formatted(target);
      Cluster cluster = new Cluster(twin(spec, "      name: waiting\n"), 1);
      cluster.runUntil(seconds(20), DOWN);
      assertThat(cluster.replicas()).isEqualTo(target.equals("5") ? 3 : 1);
    }
  }

  @Test
  @DisplayName("row 22: the composite is cut off, a plain trigger is rounded to three decimals")
  void precision() {
    String modifiers =
        "  advanced: {scalingModifiers: {formula: \"waiting * 1.0\", target: \"5\"}}\n";
    Cluster composite = new Cluster(twin(modifiers, "      name: waiting\n"), 1);
    composite.runUntil(seconds(15), (request, now) -> Answer.of(23.0006));
    assertThat(composite.last().metrics().getFirst().value()).isEqualTo(23.001);
    String divided = "  advanced: {scalingModifiers: {formula: \"waiting / 3\", target: \"5\"}}\n";
    Cluster cut = new Cluster(twin(divided, "      name: waiting\n"), 1);
    cut.runUntil(seconds(15), (request, now) -> Answer.of(20));
    assertThat(cut.last().metrics().getFirst().value()).isEqualTo(6.666);
  }

  @Test
  @DisplayName("row 23: an empty answer is 0 or an error; more than one series is an error")
  void answers() {
    Cluster empty = cluster("  minReplicaCount: 1\n", 1);
    empty.runUntil(seconds(15), (request, now) -> Answer.of());
    assertThat(empty.last().metrics().getFirst().value()).isZero();
    Cluster strict =
        new Cluster(twin("  minReplicaCount: 1\n", "        ignoreNullValues: \"false\"\n"), 1);
    strict.runUntil(seconds(15), (request, now) -> Answer.of());
    assertThat(strict.last().reason()).isEqualTo("FailedGetExternalMetric");
    Cluster two = cluster("  minReplicaCount: 1\n", 1);
    two.runUntil(seconds(15), (request, now) -> Answer.of(1, 2));
    assertThat(two.last().message()).contains("returned multiple elements");
  }

  @Test
  @DisplayName("row 24: paused-replicas sets a count and wins over paused: \"false\"")
  void pausedReplicas() {
    String annotations =
        """
            autoscaling.keda.sh/paused: "false"
            autoscaling.keda.sh/paused-replicas: "2"
        """;
    ScaledObject paused = ScaledObject.parse(Manifests.scaledObject(annotations, "", ""));
    Cluster cluster = new Cluster(ScalingTwin.of(paused), 5);
    cluster.runUntil(seconds(3600), BUSY);
    assertThat(cluster.changes()).containsExactly("0: 5 -> 2 (KEDA_CONTROLLER)");
  }

  @Test
  @DisplayName("row 24: paused-scale-in holds the way down only")
  void pausedScaleIn() {
    String annotations = "    autoscaling.keda.sh/paused-scale-in: \"yes\"\n";
    ScaledObject held =
        ScaledObject.parse(Manifests.scaledObject(annotations, "  minReplicaCount: 1\n", ""));
    Cluster cluster = new Cluster(ScalingTwin.of(held), 1);
    cluster.runUntil(seconds(60), BUSY);
    cluster.runUntil(seconds(1200), IDLE);
    assertThat(cluster.replicas()).isEqualTo(5);
    assertThat(cluster.decisions()).extracting(Decision::reason).contains("ScaleDownLimit");
  }

  @Test
  @DisplayName("row 25: resuming starts a fresh hold of 300 s (reconcileKey)")
  void resumed() {
    String annotation = "    autoscaling.keda.sh/paused: \"true\"\n";
    String spec = "  minReplicaCount: 1\n";
    ScaledObject active = ScaledObject.parse(Manifests.scaledObject("", spec, ""));
    ScaledObject paused = ScaledObject.parse(Manifests.scaledObject(annotation, spec, ""));
    KedaTwin twin = ScalingTwin.of(active);
    Cluster cluster = new Cluster(twin, 5);
    cluster.runUntil(seconds(250), IDLE);
    twin.replace(seconds(250), paused);
    assertThat(twin.nextEvaluation()).isEmpty();
    twin.replace(seconds(280), active);
    cluster.runUntil(seconds(1000), IDLE);
    // The first sync after it notes 5 replicas at 295 s, and twenty more have to pass.
    assertThat(cluster.changes()).containsExactly("595: 5 -> 1 (HPA_SYNC)");
  }

  private static Cluster cluster(String spec, int replicas) {
    return new Cluster(twin(spec, ""), replicas);
  }

  private static KedaTwin twin(String spec, String trigger) {
    return ScalingTwin.of(ScaledObject.parse(Manifests.scaledObject(spec, trigger)));
  }
}
