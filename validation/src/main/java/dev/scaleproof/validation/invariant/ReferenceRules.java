package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import dev.scaleproof.validation.schema.Kinds;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** References between manifests by labels and names, which the API server does not follow. */
final class ReferenceRules {
  private ReferenceRules() {}

  /** Without it a resource goes to whatever namespace the person's context has at the time. */
  static Function<Manifest, Stream<Problem>> namespaceNamed() {
    Kinds kinds = new Kinds();
    return manifest ->
        kinds.isNamespaced(manifest) && manifest.namespace().isEmpty()
            ? Stream.of(
                manifest.field("metadata", "namespace").problem("is absent; name the namespace"))
            : Stream.empty();
  }

  static Stream<Problem> selectorsMatchPods(Bundle bundle) {
    return bundle.manifests().stream()
        .flatMap(
            manifest ->
                switch (manifest.kind()) {
                  case "Service" -> Stream.of(manifest.field("spec", "selector"));
                  case "PodDisruptionBudget" ->
                      Stream.of(manifest.field("spec", "selector", "matchLabels"));
                  case "NetworkPolicy" ->
                      Stream.of(manifest.field("spec", "podSelector", "matchLabels"));
                  default -> Stream.<Field>empty();
                })
        // An empty selector means every pod, or for a Service that somebody else lists its pods.
        .filter(selector -> !selector.texts().isEmpty())
        .filter(
            selector ->
                bundle
                    .in(selector.manifest().namespace())
                    .flatMap(manifest -> PodTemplate.of(manifest).stream())
                    .noneMatch(pod -> matches(selector.texts(), pod.labels())))
        .map(
            selector ->
                selector.problem(
                    "no pod in this namespace has the labels %s; correct them"
                        .formatted(selector.texts())));
  }

  /** Only for namespaces whose Services are in this tree: others come from charts. */
  static Stream<Problem> monitorSelectsAPort(Bundle bundle) {
    return bundle
        .all("monitoring.coreos.com", "ServiceMonitor")
        .flatMap(
            monitor -> {
              List<Manifest> services =
                  namespaces(monitor)
                      .flatMap(bundle::in)
                      .filter(manifest -> manifest.is("", "Service"))
                      .toList();
              return services.isEmpty() ? Stream.<Problem>empty() : ports(monitor, services);
            });
  }

  private static Stream<String> namespaces(Manifest monitor) {
    List<Field> named = monitor.field("spec", "namespaceSelector", "matchNames").elements();
    return named.isEmpty() ? Stream.of(monitor.namespace()) : named.stream().map(Field::text);
  }

  private static Stream<Problem> ports(Manifest monitor, List<Manifest> services) {
    Field selector = monitor.field("spec", "selector", "matchLabels");
    List<Manifest> selected =
        services.stream()
            .filter(
                service -> matches(selector.texts(), service.field("metadata", "labels").texts()))
            .toList();
    if (selected.isEmpty()) {
      return Stream.of(
          selector.problem(
              "no Service has the labels %s; correct them".formatted(selector.texts())));
    }
    List<String> ports =
        selected.stream()
            .flatMap(service -> service.field("spec", "ports").elements().stream())
            .map(port -> port.get("name").text())
            .distinct()
            .toList();
    return monitor.field("spec", "endpoints").elements().stream()
        .map(endpoint -> endpoint.get("port"))
        .filter(port -> port.exists() && !ports.contains(port.text()))
        .map(
            port ->
                port.problem(
                    "'%s' is no port of %s, which has %s; correct the name"
                        .formatted(port.text(), selected.getFirst().title(), ports)));
  }

  private static boolean matches(Map<String, String> selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.entrySet());
  }
}
