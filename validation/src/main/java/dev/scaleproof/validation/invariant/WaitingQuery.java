package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The queue is asked for in the same words in every namespace: only then does a proof on the
 * simulator say something about the GPUs.
 */
final class WaitingQuery {
  private static final String METRIC = "vllm:num_requests_waiting";

  private WaitingQuery() {}

  static Stream<Problem> same(Bundle bundle) {
    List<Field> known = bundle.everything().stream().flatMap(WaitingQuery::triggers).toList();
    return bundle.manifests().stream()
        .flatMap(WaitingQuery::triggers)
        .flatMap(trigger -> Stream.concat(otherNamespace(trigger), different(trigger, known)));
  }

  private static Stream<Field> triggers(Manifest manifest) {
    return ScalerRules.prometheusTriggers(manifest)
        .filter(metadata -> metadata.get("query").text().contains(METRIC));
  }

  private static Stream<Problem> otherNamespace(Field trigger) {
    Field query = trigger.get("query");
    String own = "namespace=\"" + trigger.manifest().namespace() + "\"";
    return query.text().contains(own)
        ? Stream.empty()
        : Stream.of(query.problem("does not ask for its own namespace; write " + own));
  }

  private static Stream<Problem> different(Field trigger, List<Field> known) {
    Optional<Field> other =
        known.stream().filter(candidate -> !words(candidate).equals(words(trigger))).findFirst();
    return other
        .map(
            field ->
                trigger.problem(
                    "asks %s, but %s asks %s; use the same query, threshold and ignoreNullValues"
                        .formatted(words(trigger), field.manifest().file(), words(field))))
        .stream();
  }

  private static String words(Field trigger) {
    return "`%s` over %s, no series %s"
        .formatted(
            trigger.get("query").text().replaceAll("namespace=\"[^\"]*\"", "namespace=…"),
            trigger.get("threshold").text(),
            trigger.get("ignoreNullValues").is("false") ? "an error" : "0");
  }
}
