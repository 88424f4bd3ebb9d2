package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The restricted Pod Security Standard, and what it leaves open: numeric users, a read-only root,
 * and no token of the API server for a program that does not call it.
 */
final class RestrictedPods {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedPods() {}

  static Stream<Problem> check(Manifest manifest) {
    return PodTemplate.of(manifest).stream()
        .flatMap(
            pod ->
                Stream.concat(
                    pod(pod.spec()),
                    pod.allContainers().flatMap(container -> container(pod.spec(), container))));
  }

  private static Stream<Problem> pod(Field spec) {
    Stream<Problem> host =
        Stream.of("hostNetwork", "hostPID", "hostIPC")
            .map(spec::get)
            .filter(field -> field.is("true"))
            .map(field -> field.problem("gives the pod the node's own; remove it"));
    Stream<Problem> volumes =
        spec.get("volumes").elements().stream()
            .filter(
                volume ->
                    volume.names().stream()
                        .anyMatch(name -> !name.equals("name") && !VOLUMES.contains(name)))
            .map(
                volume ->
                    volume.problem(
                        "is of the node; use one of " + VOLUMES.stream().sorted().toList()));
    Field token = spec.get("automountServiceAccountToken");
    boolean callsTheApi = spec.get("serviceAccountName").exists();
    Stream<Problem> tokens =
        callsTheApi || token.is("false")
            ? Stream.empty()
            : Stream.of(
                token.problem(
                    "must be false, or serviceAccountName say which account calls the API server"));
    return Stream.of(host, volumes, tokens).flatMap(part -> part);
  }

  private static Stream<Problem> container(Field spec, Field container) {
    Field own = container.get("securityContext");
    Stream<Problem> wrong =
        Stream.of(
                expect(either(spec, own, "runAsNonRoot"), "true"),
                expect(own.get("allowPrivilegeEscalation"), "false"),
                expect(own.get("readOnlyRootFilesystem"), "true"))
            .flatMap(problem -> problem);
    Field user = either(spec, own, "runAsUser");
    Field seccomp = either(spec, own, "seccompProfile").get("type");
    return Stream.of(
            wrong,
            user.value().asLong(0) > 0
                ? Stream.<Problem>empty()
                : Stream.of(
                    user.problem("must be a number above 0; runAsNonRoot cannot judge a name")),
            seccomp.is("RuntimeDefault") || seccomp.is("Localhost")
                ? Stream.<Problem>empty()
                : Stream.of(seccomp.problem("must be RuntimeDefault or Localhost")),
            capabilities(own.get("capabilities")))
        .flatMap(part -> part);
  }

  private static Stream<Problem> capabilities(Field capabilities) {
    boolean dropsAll =
        capabilities.get("drop").elements().stream().anyMatch(name -> name.is("ALL"));
    Stream<Problem> kept =
        dropsAll ? Stream.empty() : Stream.of(capabilities.get("drop").problem("must be [ALL]"));
    Stream<Problem> added =
        capabilities.get("add").elements().stream()
            .filter(name -> !name.is("NET_BIND_SERVICE"))
            .map(name -> name.problem("'" + name.text() + "' is not restricted; remove it"));
    return Stream.concat(kept, added);
  }

  /** The container's own setting if it has one, else the pod's. */
  private static Field either(Field spec, Field own, String name) {
    return own.get(name).exists() ? own.get(name) : spec.get("securityContext", name);
  }

  private static Stream<Problem> expect(Field field, String value) {
    return field.is(value) ? Stream.empty() : Stream.of(field.problem("must be " + value));
  }
}
