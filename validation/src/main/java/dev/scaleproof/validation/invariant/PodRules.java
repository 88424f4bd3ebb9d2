package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What each pod says about its needs, its health and its end. */
final class PodRules {
  private static final Pattern DIGEST = Pattern.compile("@sha256:[0-9a-f]{64}$");
  private static final Pattern TAG = Pattern.compile(":(?<tag>[\\w][\\w.-]*)$");
  private static final Pattern SHUTDOWN =
      Pattern.compile("--(?:shutdown|drain)-timeout=(?<number>\\d+)(?<unit>[smh]?)");
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private PodRules() {}

  static Stream<Problem> requestsAndLimits(Manifest manifest) {
    return containers(manifest)
        .map(container -> container.get("resources"))
        .flatMap(
            resources ->
                Stream.of(
                    resources.get("requests", "cpu"),
                    resources.get("requests", "memory"),
                    resources.get("limits", "memory")))
        .filter(quantity -> !quantity.exists())
        .map(
            quantity ->
                quantity.problem(
                    "is absent; write what the container needs, as in "
                        + (quantity.path().endsWith("cpu") ? "100m" : "256Mi")));
  }

  static Stream<Problem> imagesPinned(Manifest manifest) {
    return containers(manifest)
        .map(container -> container.get("image"))
        .filter(image -> !pinned(image.text()))
        .map(
            image ->
                image.problem(
                    "'%s' may be another image tomorrow; give it a version tag or a digest"
                        .formatted(image.text())));
  }

  private static boolean pinned(String image) {
    Matcher tag = TAG.matcher(image);
    return DIGEST.matcher(image).find() || (tag.find() && !tag.group("tag").equals("latest"));
  }

  /** For what runs until it is stopped; a job ends by itself. */
  static Stream<Problem> probes(Manifest manifest) {
    if (!manifest.kind().matches("Deployment|StatefulSet|DaemonSet")) {
      return Stream.empty();
    }
    return PodTemplate.of(manifest).stream()
        .flatMap(pod -> pod.containers().stream())
        .flatMap(
            container -> Stream.of(container.get("readinessProbe"), container.get("livenessProbe")))
        .filter(probe -> !probe.exists())
        .map(probe -> probe.problem("is absent; say how the kubelet can tell"));
  }

  /** The kubelet counts preStop and the program's own drain into the grace period, then kills. */
  static Stream<Problem> gracePeriod(Manifest manifest) {
    return PodTemplate.of(manifest).stream()
        .flatMap(
            pod -> {
              Field grace = pod.spec().get("terminationGracePeriodSeconds");
              long seconds = grace.exists() ? grace.value().asLong() : DEFAULT_GRACE_SECONDS;
              return pod.containers().stream()
                  .filter(container -> sleep(container) + drain(container) >= seconds)
                  .filter(container -> sleep(container) + drain(container) > 0)
                  .map(
                      container ->
                          grace.problem(
                              "is %d, but %s takes up to %d s for preStop and %d s to drain; make it longer"
                                  .formatted(
                                      seconds,
                                      container.get("name").text(),
                                      sleep(container),
                                      drain(container))));
            });
  }

  private static long sleep(Field container) {
    return container.get("lifecycle", "preStop", "sleep", "seconds").value().asLong(0);
  }

  /** By its flags, or by the variable that our workers take it from. */
  private static long drain(Field container) {
    LongStream flags =
        Stream.concat(
                container.get("args").elements().stream(),
                container.get("command").elements().stream())
            .map(argument -> SHUTDOWN.matcher(argument.text()))
            .filter(Matcher::matches)
            .mapToLong(flag -> Long.parseLong(flag.group("number")) * unit(flag.group("unit")));
    LongStream variables =
        container.get("env").elements().stream()
            .filter(variable -> variable.get("name").is("GRACE_SECONDS"))
            .mapToLong(variable -> variable.get("value").value().asLong(0));
    return LongStream.concat(flags, variables).max().orElse(0);
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "m" -> 60;
      case "h" -> 3600;
      default -> 1;
    };
  }

  private static Stream<Field> containers(Manifest manifest) {
    return PodTemplate.of(manifest).stream().flatMap(PodTemplate::allContainers);
  }
}
