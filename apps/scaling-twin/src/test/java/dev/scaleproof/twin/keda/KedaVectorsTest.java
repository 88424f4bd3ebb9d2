package dev.scaleproof.twin.keda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.twin.Vectors;
import dev.scaleproof.twin.hpa.MetricUnavailable;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Pause;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.twin.spec.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Against what KEDA's own code answered. */
class KedaVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  @DisplayName("rows 17, 22, 23: every answer to a prometheus trigger")
  void metrics() {
    Vectors.all("keda-metric.jsonl.gz", KedaVectorsTest::metric);
  }

  @Test
  @DisplayName("every answer to a redis-streams trigger")
  void streams() {
    Vectors.all("keda-stream.jsonl.gz", StreamVectors::differences);
  }

  @Test
  @DisplayName("row 22: every formula")
  void formulas() {
    Vectors.all("keda-formula.jsonl.gz", KedaVectorsTest::formula);
  }

  @Test
  @DisplayName("rows 8, 14, 22, 24: every HPA that KEDA makes")
  void managedHpas() {
    Vectors.all("keda-hpa-spec.jsonl.gz", KedaVectorsTest::managedHpa);
  }

  @Test
  @DisplayName("row 24: every combination of annotations")
  void annotations() {
    Vectors.all("keda-pause.jsonl.gz", KedaVectorsTest::pause);
  }

  @Test
  @DisplayName("rows 14-21, 23, 24: every poll and every query of the HPA, over time")
  void loops() {
    Vectors.all("keda-loop.jsonl.gz", KedaVectorsTest::replay);
  }

  private static List<String> metric(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    ObjectNode object = object();
    spec(object).putArray("triggers").add(vector.get("trigger"));
    List<String> differences = new ArrayList<>();
    Trigger.External trigger;
    try {
      trigger = ScaledObject.parse(object.toString()).externalTriggers().getFirst();
    } catch (SpecException e) {
      // A target of zero passes KEDA and is refused by Kubernetes when KEDA creates the HPA.
      return expect.path("invalidTrigger").asBoolean() || expect.path("targetMilli").asLong() <= 0
          ? List.of()
          : List.of("refused: " + e.getMessage());
    }
    if (expect.path("invalidTrigger").asBoolean()) {
      return List.of("not refused");
    }
    Observation observation = Scalers.read(trigger, answer(vector.get("samples")));
    differ(differences, "targetMilli", expect.get("targetMilli"), trigger.target().amount());
    differ(differences, "targetType", expect.get("targetType"), trigger.target().kind().word());
    if (expect.path("error").asBoolean()) {
      return observation.error() == null ? List.of("no error") : differences;
    }
    differ(differences, "valueMilli", expect.get("valueMilli"), observation.milliValue());
    differ(differences, "active", expect.get("active"), observation.active());
    return differences;
  }

  private static List<String> formula(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    JsonNode values = vector.get("triggersMilli");
    ObjectNode object = object();
    ObjectNode spec = spec(object);
    ArrayNode triggers = spec.putArray("triggers");
    List<String> names = new ArrayList<>();
    values.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      triggers
          .addObject()
          .put("type", "prometheus")
          .put("name", name)
          .putObject("metadata")
          .put("serverAddress", "http://prometheus:9090")
          .put("query", name)
          .put("threshold", "1");
    }
    spec.putObject("advanced")
        .putObject("scalingModifiers")
        .put("formula", vector.get("formula").asText())
        .put("target", vector.get("target").asText());
    if (vector.has("fallbackReplicas")) {
      spec.putObject("fallback")
          .put("failureThreshold", 0)
          .put("replicas", vector.get("fallbackReplicas").asInt())
          .put("behavior", "scalingModifiers");
    }
    ScaledObject scaledObject;
    try {
      scaledObject = ScaledObject.parse(object.toString());
    } catch (SpecException e) {
      return expect.path("invalidFormula").asBoolean()
          ? List.of()
          : List.of(vector.get("formula") + " refused: " + e.getMessage());
    }
    if (expect.path("invalidFormula").asBoolean()) {
      return List.of(vector.get("formula") + " not refused");
    }
    FallbackRule fallback = new FallbackRule(scaledObject);
    Health health = fallback.forQuery();
    Map<Trigger.External, Observation> observations = new HashMap<>();
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      JsonNode value = values.get(trigger.query());
      Observation raw =
          value.isNull() ? Observation.failed("down") : Observation.of(value.asLong(), false);
      observations.put(trigger, fallback.apply(trigger, raw, Workload.settled(1), health));
    }
    Observation result =
        new Composite(scaledObject, Objects.requireNonNull(scaledObject.scalingModifiers()))
            .value(observations, fallback, health);
    if (expect.path("undefined").asBoolean()) {
      return List.of();
    }
    if (expect.path("error").asBoolean()) {
      return result.error() != null
          ? List.of()
          : List.of(vector.get("formula") + ": no error but " + result.milliValue());
    }
    List<String> differences = new ArrayList<>();
    differ(
        differences,
        vector.get("formula").asText() + " (" + result.error() + ")",
        expect.get("valueMilli"),
        result.milliValue());
    return differences;
  }

  private static List<String> managedHpa(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    ScaledObject scaledObject;
    try {
      scaledObject = ScaledObject.parse(vector.get("scaledObject").toString());
    } catch (SpecException e) {
      return expect.path("error").asBoolean() || refusedByWebhook(vector)
          ? List.of()
          : List.of("refused: " + e.getMessage());
    }
    if (expect.path("error").asBoolean()) {
      return List.of("not refused");
    }
    ObjectNode hpa = JSON.createObjectNode();
    hpa.put("apiVersion", "autoscaling/v2").put("kind", "HorizontalPodAutoscaler");
    hpa.putObject("metadata").put("name", "keda-hpa-vllm");
    hpa.set("spec", expect.get("hpaSpec"));
    HorizontalPodAutoscaler wanted = HorizontalPodAutoscaler.parse(hpa.toString());
    HorizontalPodAutoscaler actual = ManagedHpa.of(scaledObject);
    return wanted.equals(actual)
        ? List.of()
        : List.of("expected " + wanted + "\n but was " + actual);
  }

  private static List<String> pause(JsonNode vector) {
    JsonNode expect = vector.get("expect");
    ObjectNode object = object();
    ((ObjectNode) object.get("metadata")).set("annotations", vector.get("annotations"));
    spec(object)
        .putArray("triggers")
        .addObject()
        .put("type", "prometheus")
        .putObject("metadata")
        .put("serverAddress", "http://prometheus:9090")
        .put("query", "up")
        .put("threshold", "1");
    ScaledObject scaledObject;
    try {
      scaledObject = ScaledObject.parse(object.toString());
    } catch (SpecException e) {
      return expect.path("pausedReplicasError").asBoolean()
              || expect.path("pausedReplicas").asInt() < 0
          ? List.of()
          : List.of("refused: " + e.getMessage());
    }
    Pause pause = scaledObject.pause();
    List<String> differences = new ArrayList<>();
    Integer replicas = pause.replicas();
    differ(differences, "paused", expect.get("paused"), pause.paused());
    differ(
        differences,
        "pausedReplicas",
        expect.get("pausedReplicas"),
        replicas == null ? null : replicas.longValue());
    differ(differences, "pauseScaleIn", expect.get("pauseScaleIn"), pause.scaleIn());
    differ(differences, "pauseScaleOut", expect.get("pauseScaleOut"), pause.scaleOut());
    differ(
        differences,
        "forceActivation",
        expect.get("forceActivation"),
        scaledObject.forceActivation());
    return differences;
  }

  private static List<String> replay(JsonNode vector) {
    ScaledObject scaledObject;
    try {
      scaledObject = ScaledObject.parse(vector.get("scaledObject").toString());
    } catch (SpecException e) {
      return refusedByWebhook(vector) ? List.of() : List.of("refused: " + e.getMessage());
    }
    KedaOperator operator =
        new KedaOperator(
            scaledObject,
            Vectors.millis(vector.get("createdAt")),
            vector.has("lastActiveAt") ? Vectors.millis(vector.get("lastActiveAt")) : null);
    List<String> differences = new ArrayList<>();
    for (JsonNode step : vector.get("steps")) {
      Duration now = Vectors.millis(step.get("at"));
      Workload workload =
          new Workload(
              step.get("replicas").asInt(),
              step.get("replicas").asInt(),
              step.get("readyPods").asInt(),
              List.of());
      MetricSource source = (request, at) -> answer(step.path("samples").get(index(request)));
      JsonNode expect = step.get("expect");
      if (step.get("kind").asText().equals("poll")) {
        PollResult result =
            operator.poll(now, workload, source, step.path("hpaActive").asBoolean());
        differ(differences, "replicas", expect.get("replicas"), (long) result.desiredReplicas());
        differ(differences, "active", expect.get("active"), result.activeReason());
        differ(differences, "ready", expect.get("ready"), result.readyReason());
        Duration lastActive = operator.lastActive();
        differ(
            differences,
            "lastActiveAt",
            expect.get("lastActiveAt"),
            lastActive == null ? null : lastActive.toMillis());
      } else {
        query(differences, operator, step, now, workload, source);
      }
      Map<String, Long> failures = new HashMap<>();
      operator.failures().forEach((metric, count) -> failures.put(metric, count.longValue()));
      if (!failures.equals(longs(expect.get("failures")))) {
        differences.add("failures: expected " + expect.get("failures") + ", got " + failures);
      }
      if (!differences.isEmpty()) {
        return List.of("at " + step.get("at") + " " + differences.getFirst());
      }
    }
    return differences;
  }

  private static void query(
      List<String> differences,
      KedaOperator operator,
      JsonNode step,
      Duration now,
      Workload workload,
      MetricSource source) {
    JsonNode expect = step.get("expect");
    String metric = step.get("metric").asText();
    try {
      List<Long> values = operator.query(metric, now, workload, source);
      if (expect.path("error").asBoolean()) {
        differences.add("query " + metric + ": expected an error, got " + values);
      } else if (!List.copyOf(longs(expect.get("valuesMilli")).values()).equals(values)) {
        differences.add(
            "query " + metric + ": expected " + expect.get("valuesMilli") + ", got " + values);
      }
    } catch (MetricUnavailable e) {
      // No error and no value is an empty list, which is an error for the HPA.
      if (!expect.path("error").asBoolean() && expect.has("valuesMilli")) {
        differences.add("query " + metric + " failed: " + e.getMessage());
      }
    }
  }

  private static int index(MetricRequest request) {
    return Integer.parseInt(request.metric().substring(1, request.metric().indexOf('-')));
  }

  private static Map<String, Long> longs(@Nullable JsonNode node) {
    Map<String, Long> values = new HashMap<>();
    if (node != null) {
      node.properties().forEach(field -> values.put(field.getKey(), field.getValue().asLong()));
    }
    return values;
  }

  /** Two of the webhook's checks, which these vectors do not go through. */
  private static boolean refusedByWebhook(JsonNode vector) {
    JsonNode spec = vector.get("scaledObject").get("spec");
    boolean noFormula =
        spec.path("fallback").path("behavior").asText().equals("scalingModifiers")
            && !spec.path("advanced").has("scalingModifiers");
    boolean neverWakes = spec.path("minReplicaCount").asInt() == 0;
    for (JsonNode trigger : spec.get("triggers")) {
      neverWakes &= Set.of("cpu", "memory").contains(trigger.get("type").asText());
    }
    return noFormula || neverWakes;
  }

  private static Answer answer(@Nullable JsonNode samples) {
    if (samples == null || samples.isNull()) {
      return Answer.failed("HTTP 500");
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode sample : samples) {
      String text = sample.asText();
      try {
        values.add(Double.parseDouble(text.replace("Inf", "Infinity")));
      } catch (NumberFormatException e) {
        return Answer.failed("a value that is not a number: " + text);
      }
    }
    return new Answer.Values(values);
  }

  private static ObjectNode object() {
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", "keda.sh/v1alpha1").put("kind", "ScaledObject");
    object.putObject("metadata").put("name", "vllm");
    object.putObject("spec").putObject("scaleTargetRef").put("name", "vllm");
    return object;
  }

  private static ObjectNode spec(ObjectNode object) {
    return (ObjectNode) object.get("spec");
  }

  private static void differ(
      List<String> differences, String what, @Nullable JsonNode expected, @Nullable Object actual) {
    Object wanted =
        expected == null || expected.isNull()
            ? null
            : expected.isNumber()
                ? (Object) expected.asLong()
                : expected.isBoolean() ? (Object) expected.asBoolean() : expected.asText();
    if (!Objects.equals(wanted, actual)) {
      differences.add(what + ": expected " + wanted + ", got " + actual);
    }
  }
}
