package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.stream.Stream;

/** What bounds whatever Argo CD delivers. */
final class ProjectRules {
  private ProjectRules() {}

  /** A star in any of them makes the others worthless. */
  static Stream<Problem> whitelists(Manifest manifest) {
    if (!manifest.is("argoproj.io", "AppProject")) {
      return Stream.empty();
    }
    Stream<Problem> open =
        Stream.of(
                texts(manifest.field("spec", "sourceRepos")),
                parts(manifest.field("spec", "destinations"), "namespace", "server"),
                parts(manifest.field("spec", "clusterResourceWhitelist"), "group", "kind"),
                parts(manifest.field("spec", "namespaceResourceWhitelist"), "group", "kind"))
            .flatMap(all -> all)
            .filter(each -> each.text().contains("*"))
            .map(each -> each.problem("allows everything; name what is needed"));
    // An absent list of cluster-wide kinds allows none, but one of namespaced kinds allows all.
    Field kinds = manifest.field("spec", "namespaceResourceWhitelist");
    return kinds.exists()
        ? open
        : Stream.concat(
            open, Stream.of(kinds.problem("is absent, which allows every kind; name them")));
  }

  private static Stream<Field> texts(Field list) {
    return list.elements().stream();
  }

  private static Stream<Field> parts(Field list, String... names) {
    return list.elements().stream().flatMap(each -> Stream.of(names).map(each::get));
  }

  /** With a definition go all objects of its kind, and whatever their finalizers do. */
  static Stream<Problem> definitionsKept(Manifest manifest) {
    if (!manifest.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
      return Stream.empty();
    }
    Field options = manifest.field("metadata", "annotations", "argocd.argoproj.io/sync-options");
    return options.text().contains("Prune=false")
        ? Stream.empty()
        : Stream.of(
            options.problem(
                "lacks Prune=false; with the definition Argo CD would remove every object of its"
                    + " kind"));
  }
}
