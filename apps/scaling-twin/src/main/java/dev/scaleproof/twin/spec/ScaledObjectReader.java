package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.formula.Formula;
import dev.scaleproof.twin.formula.FormulaException;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ScaledObject. What is refused follows KEDA's CRD and admission webhook ({@code
 * apis/keda/v1alpha1/scaledobject_types.go}, {@code scaledobject_webhook.go}); defaults are those
 * of {@code withtriggers_types.go} and {@code scale_executor.go}.
 */
final class ScaledObjectReader {
  private static final int LONGEST_LABEL = 63;

  private final Fields document;

  ScaledObjectReader(String yaml) {
    document = Manifest.document(yaml, "keda.sh/v1alpha1", "ScaledObject");
  }

  ScaledObject read() {
    Fields metadata = Manifest.metadata(document);
    String name = metadata.text("name");
    Fields spec = document.fields("spec");
    document.end();
    Integer minimum = spec.optionalInteger("minReplicaCount", 0);
    int maximum = orElse(spec.optionalInteger("maxReplicaCount", 1), 100);
    Integer idle = spec.optionalInteger("idleReplicaCount", 0);
    checkBounds(spec, minimum, maximum, idle);
    List<Trigger> triggers = triggers(spec);
    checkZero(spec, minimum, triggers);
    Fallback fallback = fallback(spec);
    Fields advanced = spec.optionalFields("advanced");
    ScalingModifiers modifiers = advanced == null ? null : modifiers(advanced, triggers);
    checkFallback(spec, fallback, modifiers, triggers);
    Fields hpaConfig =
        advanced == null ? null : advanced.optionalFields("horizontalPodAutoscalerConfig");
    Behavior behavior = hpaConfig == null ? null : BehaviorReader.read(hpaConfig);
    checkNames(metadata, name, hpaConfig);
    boolean restore = advanced != null && advanced.flag("restoreToOriginalReplicaCount");
    if (advanced != null) {
      advanced.end();
    }
    Annotations annotations = new Annotations(metadata);
    ScaledObject scaledObject =
        new ScaledObject(
            Manifest.namespace(metadata),
            name,
            target(spec.fields("scaleTargetRef")),
            seconds(spec, "pollingInterval", 1, 30),
            seconds(spec, "cooldownPeriod", 0, 300),
            seconds(spec, "initialCooldownPeriod", 0, 0),
            idle == null ? OptionalInt.empty() : OptionalInt.of(idle),
            orElse(minimum, 0),
            maximum,
            triggers,
            fallback,
            modifiers,
            behavior,
            restore,
            annotations.pause(),
            annotations.isTrue("autoscaling.keda.sh/force-activation"));
    spec.end();
    return scaledObject;
  }

  private static ScaleTarget target(Fields reference) {
    String apiVersion = reference.optionalText("apiVersion");
    String kind = reference.optionalText("kind");
    reference.skip("envSourceContainerName");
    ScaleTarget target =
        new ScaleTarget(
            apiVersion == null || apiVersion.isEmpty() ? "apps/v1" : apiVersion,
            kind == null || kind.isEmpty() ? "Deployment" : kind,
            reference.text("name"));
    reference.end();
    return target;
  }

  /** CheckReplicaCountBoundsAreValid, which takes an explicit minimum of 0 for 1. */
  private static void checkBounds(
      Fields spec, @Nullable Integer minimum, int maximum, @Nullable Integer idle) {
    int least = minimum == null ? 0 : Math.max(1, minimum);
    if (least > maximum) {
      throw spec.problem(
          "minReplicaCount",
          "is " + least + ", above maxReplicaCount, " + maximum + "; lower it or raise the other");
    }
    if (idle != null && idle >= least) {
      throw spec.problem(
          "idleReplicaCount", "is " + idle + "; it must be less than minReplicaCount, " + least);
    }
  }

  private static List<Trigger> triggers(Fields spec) {
    List<Fields> listed = spec.optionalList("triggers");
    if (listed == null || listed.isEmpty()) {
      throw spec.problem("triggers", "is empty; list at least one trigger");
    }
    List<Trigger> triggers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields fields : listed) {
      Trigger trigger = new TriggerReader(fields, triggers.size()).read();
      if (trigger.name() != null && !names.add(trigger.name())) {
        throw fields.problem(
            "name", "'" + trigger.name() + "' is used twice; names of triggers must be unique");
      }
      triggers.add(trigger);
    }
    return triggers;
  }

  /** The last check of verifyCPUMemoryScalers. */
  private static void checkZero(Fields spec, @Nullable Integer minimum, List<Trigger> triggers) {
    boolean onlyPodResources =
        triggers.stream().allMatch(trigger -> trigger instanceof Trigger.PodResource);
    if (onlyPodResources && (minimum == null || minimum == 0)) {
      throw spec.problem(
          "minReplicaCount",
          "is 0 with nothing but cpu and memory triggers, which cannot wake a workload; set it to"
              + " at least 1 or add another trigger");
    }
  }

  private static @Nullable Fallback fallback(Fields spec) {
    Fields fields = spec.optionalFields("fallback");
    if (fields == null) {
      return null;
    }
    Fallback.Behavior behavior =
        Words.optional(fields, "behavior", Fallback.Behavior.values(), Fallback.Behavior::word);
    Fallback fallback =
        new Fallback(
            fields.integer("failureThreshold", 0),
            fields.integer("replicas", 0),
            behavior == null ? Fallback.Behavior.STATIC : behavior);
    fields.end();
    return fallback;
  }

  /** CheckFallbackValid and the end of verifyScaledObjects. */
  private static void checkFallback(
      Fields spec,
      @Nullable Fallback fallback,
      @Nullable ScalingModifiers modifiers,
      List<Trigger> triggers) {
    if (fallback == null) {
      return;
    }
    if (modifiers == null
        && triggers.stream().allMatch(trigger -> trigger instanceof Trigger.PodResource)) {
      throw spec.problem(
          "fallback", "needs a trigger other than cpu and memory; add one or remove the fallback");
    }
    if (modifiers == null && fallback.behavior() == Fallback.Behavior.SCALING_MODIFIERS) {
      throw spec.problem(
          "fallback.behavior", "scalingModifiers needs spec.advanced.scalingModifiers.formula");
    }
  }

  /** ValidateAndCompileScalingModifiers. */
  private static @Nullable ScalingModifiers modifiers(Fields advanced, List<Trigger> triggers) {
    Fields fields = advanced.optionalFields("scalingModifiers");
    if (fields == null) {
      return null;
    }
    String formula = fields.optionalText("formula");
    String target = fields.optionalText("target");
    String activationTarget = fields.optionalText("activationTarget");
    Kind metricType = Words.optional(fields, "metricType", Kind.values(), Kind::word);
    fields.end();
    if (blank(formula) && blank(target) && blank(activationTarget) && metricType == null) {
      return null;
    }
    if (formula == null || formula.isEmpty()) {
      throw fields.missing("formula");
    }
    if (target == null || target.isEmpty()) {
      throw fields.missing("target");
    }
    // Kubernetes refuses an HPA whose target is less than a thousandth.
    if (!(parse(fields, "target", target) >= 0.001)) {
      throw fields.problem("target", "'" + target + "' must be at least 0.001");
    }
    if (metricType == Kind.UTILIZATION) {
      throw fields.problem("metricType", "Utilization is not possible; use AverageValue or Value");
    }
    Set<String> names = new TreeSet<>();
    for (Trigger trigger : triggers) {
      if (trigger instanceof Trigger.External && trigger.name() != null) {
        names.add(trigger.name());
      }
    }
    try {
      Formula.compile(formula, names);
    } catch (FormulaException e) {
      throw fields.problem("formula", String.valueOf(e.getMessage()));
    }
    return new ScalingModifiers(
        formula,
        target,
        activationTarget == null || activationTarget.isEmpty()
            ? 0
            : parse(fields, "activationTarget", activationTarget),
        metricType == null ? Kind.AVERAGE_VALUE : metricType);
  }

  private static double parse(Fields fields, String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw fields.problem(name, "'" + text + "' is not a number");
    }
  }

  /** verifyName: both become label values. */
  private static void checkNames(Fields metadata, String name, @Nullable Fields hpaConfig) {
    if (name.length() > LONGEST_LABEL) {
      throw metadata.problem("name", "is longer than 63 characters; shorten it");
    }
    String hpaName = hpaConfig == null ? null : hpaConfig.optionalText("name");
    if (hpaConfig != null) {
      hpaConfig.end();
    }
    if (hpaName != null && !hpaName.isEmpty()) {
      if (hpaName.length() > LONGEST_LABEL) {
        throw new SpecException(
            "spec.advanced.horizontalPodAutoscalerConfig.name",
            "is longer than 63 characters; shorten it");
      }
    } else if (name.length() + "keda-hpa-".length() > LONGEST_LABEL) {
      throw metadata.problem(
          "name",
          "makes the HPA's name, keda-hpa-"
              + name
              + ", longer than 63 characters; shorten it or"
              + " set spec.advanced.horizontalPodAutoscalerConfig.name");
    }
  }

  private static Duration seconds(Fields spec, String name, int minimum, int otherwise) {
    return Duration.ofSeconds(orElse(spec.optionalInteger(name, minimum), otherwise));
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static int orElse(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
