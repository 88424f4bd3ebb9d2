package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an Application of Argo CD may be made from, and how it is synced. */
final class ApplicationRules {
  private static final Pattern VERSION = Pattern.compile("v?\\d+\\.\\d+\\.\\d+(-\\S+)?");

  private ApplicationRules() {}

  /** Argo CD refuses what a project does not allow, but only once it has the Application. */
  static Stream<Problem> inProject(Bundle bundle) {
    return Application.all(bundle)
        .flatMap(
            application -> {
              Field name = application.field("spec", "project");
              if (!name.exists() || name.is("default")) {
                return Stream.of(
                    name.problem(
                        (name.exists() ? "is 'default'" : "is absent")
                            + ", which allows everything; name a project with whitelists"));
              }
              Optional<Manifest> project =
                  Application.projects(bundle)
                      .filter(each -> each.name().equals(name.text()))
                      .findFirst();
              return project.isEmpty()
                  ? Stream.of(name.problem("there is no AppProject '" + name.text() + "'; add it"))
                  : notAllowed(application, project.get());
            });
  }

  private static Stream<Problem> notAllowed(Application application, Manifest project) {
    Field destination = application.field("spec", "destination");
    Stream<Problem> place =
        project.field("spec", "destinations").elements().stream()
                .anyMatch(
                    each ->
                        each.get("server").is(destination.get("server").text())
                            && each.get("namespace").is(destination.get("namespace").text()))
            ? Stream.empty()
            : Stream.of(
                destination
                    .get("namespace")
                    .problem(
                        "AppProject '%s' has no such destination; add it there or correct it here"
                            .formatted(project.name())));
    Stream<Problem> origin =
        application.sources().stream()
            .map(source -> source.get("repoURL"))
            .filter(
                url ->
                    project.field("spec", "sourceRepos").elements().stream()
                        .noneMatch(each -> each.is(url.text())))
            .map(
                url ->
                    url.problem(
                        "'%s' is not in sourceRepos of AppProject '%s'; add it there"
                            .formatted(url.text(), project.name())));
    return Stream.concat(place, origin);
  }

  /** A range or HEAD is another version tomorrow, and nobody has decided so. */
  static Stream<Problem> pinned(Manifest manifest) {
    return Application.of(manifest)
        .flatMap(application -> application.sources().stream())
        .filter(
            source -> {
              Field revision = source.get("targetRevision");
              return source.get("chart").exists()
                  ? !VERSION.matcher(revision.text()).matches()
                  : revision.text().isBlank() || revision.is("HEAD");
            })
        .map(
            source ->
                source
                    .get("targetRevision")
                    .problem(
                        source.get("chart").exists()
                            ? "is not one version of the chart; write it out, as in 1.2.3"
                            : "names no branch, tag or commit; write one"));
  }

  /** What makes an Application come to rest by itself, and only in what is its own. */
  static Stream<Problem> syncPolicy(Manifest manifest) {
    return Application.of(manifest)
        .flatMap(application -> Stream.concat(options(application), automatedFully(application)));
  }

  private static Stream<Problem> options(Application application) {
    Field options = application.field("spec", "syncPolicy", "syncOptions");
    Stream<String> wanted =
        application.field("spec", "destination", "namespace").exists()
            ? Stream.of("CreateNamespace=true", "FailOnSharedResource=true")
            : Stream.of("FailOnSharedResource=true");
    return wanted
        .filter(option -> !application.syncsWith(option))
        .map(option -> options.problem("lacks " + option + "; add it"));
  }

  private static Stream<Problem> automatedFully(Application application) {
    if (!application.automated()) {
      return Stream.empty();
    }
    Field automated = application.field("spec", "syncPolicy", "automated");
    Stream<Problem> halves =
        Stream.of("prune", "selfHeal")
            .map(automated::get)
            .filter(half -> !half.is("true"))
            .map(half -> half.problem("is not true; what differs from Git would stay"));
    Field limit = application.field("spec", "syncPolicy", "retry", "limit");
    return limit.exists() && !limit.is("0")
        ? halves
        : Stream.concat(
            halves,
            Stream.of(
                limit.problem("is absent; without a retry one failure waits for the next commit")));
  }

  /** Otherwise the next sync writes what the comparison leaves out. */
  static Stream<Problem> differencesRespected(Manifest manifest) {
    return Application.of(manifest)
        .filter(application -> application.field("spec", "ignoreDifferences").exists())
        .filter(application -> !application.syncsWith("RespectIgnoreDifferences=true"))
        .map(
            application ->
                application
                    .field("spec", "ignoreDifferences")
                    .problem(
                        "stands without the sync option RespectIgnoreDifferences=true; the next"
                            + " sync would write what is ignored here"));
  }

  /** Self-heal takes back every replica that an autoscaler adds. */
  static Stream<Problem> autoscaledReplicas(Bundle bundle) {
    return Application.all(bundle)
        .filter(Application::automated)
        .flatMap(
            application ->
                application
                    .content(bundle)
                    .filter(each -> isScaled(each, bundle))
                    .filter(each -> !ignores(application, each, "/spec/replicas"))
                    .map(Manifest::title)
                    .distinct()
                    .map(
                        title ->
                            application
                                .field("spec", "ignoreDifferences")
                                .problem(
                                    "lacks /spec/replicas of %s, which an autoscaler may own; add"
                                            .formatted(title)
                                        + " it")));
  }

  private static boolean isScaled(Manifest manifest, Bundle bundle) {
    return bundle.everything().stream()
        .anyMatch(
            each ->
                (each.is("keda.sh", "ScaledObject")
                        && ScaleTarget.ofScaledObject(each).isMet(manifest))
                    || (each.is("autoscaling", "HorizontalPodAutoscaler")
                        && ScaleTarget.ofAutoscaler(each).isMet(manifest)));
  }

  private static boolean ignores(Application application, Manifest manifest, String pointer) {
    return application.field("spec", "ignoreDifferences").elements().stream()
        .filter(each -> each.get("kind").is(manifest.kind()))
        .filter(each -> !each.get("name").exists() || each.get("name").is(manifest.name()))
        .anyMatch(
            each ->
                each.get("jsonPointers").elements().stream()
                    .anyMatch(ignored -> ignored.is(pointer)));
  }

  /**
   * In a repository of many components every commit would render all of them. But one of
   * Applications is cheap, and must not miss a commit: Argo CD takes one that came while a sync ran
   * for unchanged, and leaves it when that sync has failed.
   */
  static Stream<Problem> generatePaths(Bundle bundle) {
    return Application.all(bundle)
        .filter(
            application -> application.content(bundle).flatMap(Application::of).findAny().isEmpty())
        .flatMap(
            application -> {
              Field annotation = application.annotation("manifest-generate-paths");
              List<String> watched = List.of(annotation.text().split(";", -1));
              return application
                  .paths()
                  .filter(path -> !watched.contains("/" + path.text()))
                  .map(
                      path ->
                          annotation.problem(
                              "does not name /%s, which it is made from; add it"
                                  .formatted(path.text())));
            });
  }
}
