package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.List;
import java.util.stream.Stream;

/** Rules for what scales on a job queue: names in two places that no API server compares. */
final class QueueRules {
  private static final String CLUSTER_WIDE = "ClusterTriggerAuthentication";

  private QueueRules() {}

  /** The length of a stream that does not exist is 0: workers would sleep beside a full queue. */
  static Stream<Problem> streamIsTheQueue(Bundle bundle) {
    return bundle
        .all("keda.sh", "ScaledObject")
        .flatMap(
            scaler -> {
              List<String> streams = streams(bundle, ScaleTarget.ofScaledObject(scaler));
              return triggers(scaler)
                  .filter(trigger -> trigger.get("type").is("redis-streams"))
                  .map(trigger -> trigger.get("metadata", "stream"))
                  // Without a QUEUE the workers are not ours, and take their jobs as they please.
                  .filter(stream -> !streams.isEmpty() && !streams.contains(stream.text()))
                  .map(
                      stream ->
                          stream.problem(
                              "is '%s', but by their QUEUE the workers take jobs from %s; correct one of them"
                                  .formatted(stream.text(), String.join(", ", streams))));
            });
  }

  private static List<String> streams(Bundle bundle, ScaleTarget target) {
    return bundle
        .in(target.namespace())
        .filter(target::isMet)
        .limit(1)
        .flatMap(manifest -> PodTemplate.of(manifest).stream())
        .flatMap(pod -> pod.containers().stream())
        .flatMap(container -> container.get("env").elements().stream())
        .filter(variable -> variable.get("name").is("QUEUE"))
        .map(variable -> "jobs:" + variable.get("value").text())
        .toList();
  }

  /** A reference to nothing is found out when KEDA asks for the first time. */
  static Stream<Problem> authenticationExists(Bundle bundle) {
    return bundle
        .all("keda.sh", "ScaledObject")
        .flatMap(QueueRules::triggers)
        .map(trigger -> trigger.get("authenticationRef"))
        .filter(Field::exists)
        .filter(reference -> !found(bundle, reference))
        .map(
            reference ->
                reference
                    .get("name")
                    .problem(
                        "there is no %s '%s' here; correct the name, or add it"
                            .formatted(kind(reference), reference.get("name").text())));
  }

  private static boolean found(Bundle bundle, Field reference) {
    String kind = kind(reference);
    Stream<Manifest> candidates =
        kind.equals(CLUSTER_WIDE)
            ? Stream.concat(bundle.manifests().stream(), bundle.everything().stream())
            : bundle.in(reference.manifest().namespace());
    return candidates.anyMatch(
        manifest ->
            manifest.is("keda.sh", kind) && manifest.name().equals(reference.get("name").text()));
  }

  private static String kind(Field reference) {
    String kind = reference.get("kind").text();
    return kind.isEmpty() ? "TriggerAuthentication" : kind;
  }

  private static Stream<Field> triggers(Manifest scaler) {
    return scaler.field("spec", "triggers").elements().stream();
  }
}
