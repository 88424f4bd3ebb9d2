package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules for ScaledObjects and HorizontalPodAutoscalers. */
final class ScalerRules {
  /** One series whatever the replicas: an aggregation over everything, without by or without. */
  private static final Pattern AGGREGATED =
      Pattern.compile(
          "\\s*(sum|min|max|avg|count|quantile|stddev|stdvar|group)\\s*\\(.*", Pattern.DOTALL);

  private ScalerRules() {}

  /** paused-replicas wins over paused: "false", so two of them say what nobody meant. */
  static Stream<Problem> onePauseState(Manifest manifest) {
    if (!isScaledObject(manifest)) {
      return Stream.empty();
    }
    List<Field> states = GpuRules.Pause.all(manifest).toList();
    return states.stream()
        .skip(1)
        .map(
            state ->
                state.problem(
                    "stands beside %s; keep one of them".formatted(states.getFirst().path())));
  }

  static Stream<Problem> explicitBounds(Manifest manifest) {
    if (isScaledObject(manifest)) {
      return Stream.of("minReplicaCount", "maxReplicaCount")
          .map(name -> manifest.field("spec", name))
          .filter(bound -> !bound.exists())
          .map(bound -> bound.problem("is absent; write it (KEDA's defaults are 0 and 100)"));
    }
    if (isAutoscaler(manifest)) {
      return Stream.of("minReplicas", "maxReplicas")
          .map(name -> manifest.field("spec", name))
          .filter(bound -> !bound.exists())
          .map(bound -> bound.problem("is absent; write it"));
    }
    return Stream.empty();
  }

  /** Two replicas give two series, which KEDA refuses: the scaler would work until it scales. */
  static Stream<Problem> aggregatedQueries(Manifest manifest) {
    return prometheusTriggers(manifest)
        .map(metadata -> metadata.get("query"))
        .filter(query -> !AGGREGATED.matcher(query.text()).matches())
        .map(
            query ->
                query.problem(
                    "'"
                        + query.text()
                        + "' can give several series; aggregate it as sum(…), max(…), min(…) or"
                        + " avg(…), without by"));
  }

  /** The default reads a lost scrape target as an idle server. */
  static Stream<Problem> nullValuesExplicit(Manifest manifest) {
    return prometheusTriggers(manifest)
        .map(metadata -> metadata.get("ignoreNullValues"))
        .filter(choice -> !choice.is("true") && !choice.is("false"))
        .map(
            choice ->
                choice.problem(
                    "is absent; write \"false\" (no series is an error) or \"true\" (no series is"
                        + " 0)"));
  }

  /** Two scalers on one target undo each other's decisions. */
  static Stream<Problem> onePerTarget(Bundle bundle) {
    Map<ScaleTarget, Manifest> first = new HashMap<>();
    return bundle.manifests().stream()
        .filter(manifest -> isScaledObject(manifest) || isAutoscaler(manifest))
        // Rendering sorts by kind; the message is about the same one either way.
        .sorted(Comparator.comparing(Manifest::kind).reversed().thenComparing(Manifest::name))
        .flatMap(
            scaler -> {
              ScaleTarget target = target(scaler);
              Manifest other = first.putIfAbsent(target, scaler);
              return other == null
                  ? Stream.empty()
                  : Stream.of(
                      scaler
                          .field("spec", "scaleTargetRef")
                          .problem(
                              "%s is already scaled by %s (%s); apply only one of them"
                                  .formatted(target, other.title(), other.file())));
            });
  }

  static Stream<Problem> hasTarget(Bundle bundle) {
    return bundle.manifests().stream()
        .filter(manifest -> isScaledObject(manifest) || isAutoscaler(manifest))
        .filter(scaler -> bundle.in(scaler.namespace()).noneMatch(target(scaler)::isMet))
        .map(
            scaler ->
                scaler
                    .field("spec", "scaleTargetRef")
                    .problem(
                        "there is no %s; correct the name or the namespace"
                            .formatted(target(scaler))));
  }

  /** The metadata of the Prometheus triggers of a ScaledObject. */
  static Stream<Field> prometheusTriggers(Manifest manifest) {
    return isScaledObject(manifest)
        ? manifest.field("spec", "triggers").elements().stream()
            .filter(trigger -> trigger.get("type").is("prometheus"))
            .map(trigger -> trigger.get("metadata"))
        : Stream.empty();
  }

  private static ScaleTarget target(Manifest scaler) {
    return isScaledObject(scaler)
        ? ScaleTarget.ofScaledObject(scaler)
        : ScaleTarget.ofAutoscaler(scaler);
  }

  private static boolean isScaledObject(Manifest manifest) {
    return manifest.is("keda.sh", "ScaledObject");
  }

  private static boolean isAutoscaler(Manifest manifest) {
    return manifest.is("autoscaling", "HorizontalPodAutoscaler");
  }
}
