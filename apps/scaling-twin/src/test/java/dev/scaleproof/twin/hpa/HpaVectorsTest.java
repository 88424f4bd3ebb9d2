package dev.scaleproof.twin.hpa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.twin.VectorPods;
import dev.scaleproof.twin.Vectors;
import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Metric;
import dev.scaleproof.twin.spec.MetricTarget;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Against what Kubernetes' own controller answered. */
class HpaVectorsTest {
  @Test
  @DisplayName("rows 1, 4-7: every replica calculation of replica_calculator.go")
  void replicaCalculations() {
    Vectors.all("hpa-replicas.jsonl.gz", HpaVectorsTest::calculate);
  }

  @Test
  @DisplayName("rows 2, 3, 8-11, 13: every sync of horizontal.go, over time")
  void syncs() {
    Vectors.all("hpa-reconcile.jsonl.gz", HpaVectorsTest::replay);
  }

  private static List<String> calculate(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    Proposal proposal;
    try {
      proposal = propose(vector);
    } catch (MetricUnavailable e) {
      return expect.path("error").asBoolean() ? List.of() : List.of("failed: " + e.getMessage());
    }
    List<String> differences = new ArrayList<>();
    if (expect.path("error").asBoolean()) {
      return List.of("expected an error, got " + proposal);
    }
    differ(differences, "replicas", expect.get("replicas"), (long) proposal.replicas());
    if (expect.has("usageMilli")) {
      differ(differences, "usageMilli", expect.get("usageMilli"), proposal.usageMilli());
    }
    Integer utilization = proposal.utilization();
    differ(
        differences,
        "utilization",
        expect.get("utilization"),
        utilization == null ? null : utilization.longValue());
    return differences;
  }

  private static Proposal propose(JsonNode vector) {
    Tolerances tolerances =
        new Tolerances(
            vector.get("toleranceUp").asDouble(), vector.get("toleranceDown").asDouble());
    int current = vector.get("currentReplicas").asInt();
    String call = vector.get("call").asText();
    List<Pod> pods = VectorPods.read(vector.path("pods"), Set.of());
    long target = vector.path("targetMilli").asLong();
    List<Long> values = Vectors.longs(vector.path("valuesMilli"));
    if (call.equals("ExternalPerPod")) {
      return ExternalReplicas.perPod(current, target, values, tolerances);
    }
    if (call.equals("External")) {
      return ExternalReplicas.total(
          current, target, values, Workload.of(current, pods), tolerances);
    }
    MetricTarget metricTarget =
        call.equals("Resource")
            ? new MetricTarget(Kind.UTILIZATION, vector.get("targetUtilization").asLong())
            : new MetricTarget(Kind.AVERAGE_VALUE, target);
    ControllerFlags flags =
        new ControllerFlags(
            0.1,
            Duration.ofMinutes(5),
            Vectors.millis(vector.get("cpuInitializationMs")),
            Vectors.millis(vector.get("initialReadinessDelayMs")));
    return new ResourceReplicas(flags)
        .propose(
            current,
            new Metric.Resource(vector.get("resource").asText(), null, metricTarget),
            pods,
            Duration.ZERO,
            tolerances);
  }

  private static List<String> replay(JsonNode vector) {
    JsonNode given = vector.get("flags");
    HpaController controller =
        new HpaController(
            new ControllerFlags(
                given.get("tolerance").asDouble(),
                Vectors.millis(given.get("downscaleStabilizationMs")),
                Vectors.millis(given.get("cpuInitializationMs")),
                Vectors.millis(given.get("initialReadinessDelayMs"))));
    HorizontalPodAutoscaler hpa = HorizontalPodAutoscaler.parse(vector.get("hpa").toString());
    List<String> differences = new ArrayList<>();
    for (JsonNode step : vector.get("steps")) {
      if (step.path("recreated").asBoolean()) {
        controller.forget();
      }
      SyncResult result =
          controller.sync(
              hpa,
              Vectors.millis(step.get("at")),
              workload(hpa, step),
              metric -> values(hpa, metric, step.path("metrics")));
      compare(differences, step, result);
      if (!differences.isEmpty()) {
        return List.of("at " + step.get("at") + " " + differences.getFirst() + " in " + result);
      }
    }
    return differences;
  }

  private static Workload workload(HorizontalPodAutoscaler hpa, JsonNode step) {
    Set<String> failing = new HashSet<>();
    for (int i = 0; i < hpa.metrics().size(); i++) {
      if (step.path("metrics").path(i).path("error").asBoolean()) {
        failing.add(hpa.metrics().get(i).name());
      }
    }
    List<Pod> pods =
        step.has("pods")
            ? VectorPods.read(step.get("pods"), failing)
            : VectorPods.counted(step.path("readyPods").asInt(), step.path("unreadyPods").asInt());
    return new Workload(
        step.get("specReplicas").asInt(),
        step.get("statusReplicas").asInt(),
        (int) pods.stream().filter(Pod::runningAndReady).count(),
        pods);
  }

  private static List<Long> values(
      HorizontalPodAutoscaler hpa, Metric.External metric, JsonNode answers) {
    for (int i = 0; i < hpa.metrics().size(); i++) {
      if (hpa.metrics().get(i) == metric) {
        JsonNode answer = answers.get(i);
        if (answer.path("error").asBoolean() || answer.path("valuesMilli").isEmpty()) {
          throw new MetricUnavailable("failed");
        }
        return Vectors.longs(answer.get("valuesMilli"));
      }
    }
    throw new IllegalStateException(metric.name());
  }

  private static void compare(List<String> differences, JsonNode step, SyncResult result) {
    JsonNode expect = step.get("expect");
    differ(differences, "replicas", expect.get("replicas"), (long) result.desiredReplicas());
    differ(differences, "able", expect.get("able"), reason(result, "AbleToScale"));
    differ(differences, "active", expect.get("active"), reason(result, "ScalingActive"));
    differ(differences, "limited", expect.get("limited"), reason(result, "ScalingLimited"));
    Integer deciding = result.deciding();
    differ(
        differences,
        "metric",
        expect.get("metric"),
        deciding == null ? null : deciding.longValue());
    if (expect.path("error").asBoolean() != result.failed()) {
      differences.add("error: expected " + expect.get("error") + ", got " + result.failed());
    }
    for (int i = 0; i < expect.path("currentMilli").size(); i++) {
      // An average over no replicas is not defined.
      if (step.get("statusReplicas").asInt() > 0) {
        differ(
            differences,
            "currentMilli[" + i + "]",
            expect.get("currentMilli").get(i),
            result.metrics().get(i).currentMilli());
      }
    }
    for (int i = 0; i < expect.path("utilization").size(); i++) {
      Integer utilization = result.metrics().get(i).utilization();
      differ(
          differences,
          "utilization[" + i + "]",
          expect.get("utilization").get(i),
          utilization == null ? null : utilization.longValue());
    }
  }

  private static @Nullable String reason(SyncResult result, String type) {
    return result.set().stream()
        .filter(condition -> condition.type().equals(type))
        .map(Condition::reason)
        .findFirst()
        .orElse(null);
  }

  private static void differ(
      List<String> differences, String what, @Nullable JsonNode expected, @Nullable Object actual) {
    Object wanted =
        expected == null || expected.isNull()
            ? null
            : expected.isNumber() ? (Object) expected.asLong() : expected.asText();
    if (!Objects.equals(wanted, actual)) {
      differences.add(what + ": expected " + wanted + ", got " + actual);
    }
  }
}
