package dev.scaleproof.validation.fork;

import dev.scaleproof.validation.fork.Checkout.Published;
import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that keeps Argo CD from delivering this checkout, in the order to see to it. */
final class ForkRules {
  /** What stands in Git until a fork writes its own. */
  static final String PLACEHOLDER = "your-organization";

  /** What platform/applications replaces by what root says. */
  static final String FROM_ROOT = "set-by-platform-root";

  private static final int SHORT_COMMIT = 8;

  private ForkRules() {}

  static List<Finding> check(Tree tree, Checkout checkout) {
    List<Finding> findings = new ArrayList<>();
    boolean named = root(tree, findings);
    for (Manifest manifest : tree.delivered()) {
      child(manifest).forEach(findings::add);
    }
    if (named) {
      remote(tree, checkout).ifPresent(findings::add);
      revision(tree, checkout).ifPresent(findings::add);
    }
    if (!checkout.uncommitted().isEmpty()) {
      findings.add(
          Finding.note(
              "git",
              "%d files of platform and serving are not committed, and Argo CD sees commits only"
                  .formatted(checkout.uncommitted().size())));
    }
    images(tree).ifPresent(findings::add);
    return findings;
  }

  /** Whether a repository and a revision are named. */
  private static boolean root(Tree tree, List<Finding> findings) {
    String url = tree.url().text();
    if (url.isBlank() || tree.revision().text().isBlank()) {
      findings.add(
          Finding.stops(
              Tree.ROOT,
              "has no Application with a repoURL and a targetRevision; take the file from upstream"
                  + " and write your repository's into it"));
      return false;
    }
    if (!tree.allowed().is(url)) {
      findings.add(
          Finding.stops(
              Tree.ROOT,
              "sourceRepos allows '%s', and repoURL is '%s'; write the URL into sourceRepos alone, repoURL repeats it"
                  .formatted(tree.allowed().text(), url)));
    }
    if (url.contains(PLACEHOLDER)) {
      findings.add(
          Finding.stops(
              Tree.ROOT,
              "still names %s; write this repository's URL into sourceRepos".formatted(url)));
      return false;
    }
    return true;
  }

  private static Stream<Finding> child(Manifest manifest) {
    String place = manifest.file().toString();
    if (manifest.kind().equals("ConfigMap")) {
      Field annotations = manifest.field("metadata", "annotations");
      return Stream.of("scaleproof.dev/repository", "scaleproof.dev/revision")
          .map(annotations::get)
          .filter(field -> !field.is(FROM_ROOT))
          .map(
              field ->
                  Finding.stops(
                      place,
                      "%s is '%s', which %s overwrites; put it back to %s"
                          .formatted(field.path(), field.text(), Tree.ROOT, FROM_ROOT)));
    }
    if (manifest.kind().equals("AppProject")) {
      Field repositories = manifest.field("spec", "sourceRepos");
      return repositories.elements().stream().anyMatch(each -> each.is(FROM_ROOT))
          ? Stream.empty()
          : Stream.of(
              Finding.stops(
                  place,
                  "sourceRepos lacks %s, in whose place %s puts this repository; add it"
                      .formatted(FROM_ROOT, Tree.ROOT)));
    }
    return manifest.field("spec", "sources").elements().stream()
        .filter(source -> !source.get("chart").exists())
        .flatMap(source -> Stream.of(source.get("repoURL"), source.get("targetRevision")))
        .filter(field -> !field.is(FROM_ROOT))
        .map(
            field ->
                Finding.stops(
                    place,
                    "%s is '%s', so this Application would not follow %s; put it back to %s"
                        .formatted(field.path(), field.text(), Tree.ROOT, FROM_ROOT)));
  }

  private static Optional<Finding> remote(Tree tree, Checkout checkout) {
    RepositoryUrl wanted = RepositoryUrl.of(tree.url().text());
    boolean known =
        checkout.remotes().values().stream().map(RepositoryUrl::of).anyMatch(wanted::equals);
    return known
        ? Optional.empty()
        : Optional.of(
            Finding.stops(
                Tree.ROOT,
                "names %s, which is no remote of this checkout (%s); write the one that you push to"
                    .formatted(tree.url().text(), remotes(checkout.remotes()))));
  }

  private static String remotes(Map<String, String> remotes) {
    return remotes.isEmpty()
        ? "it has none"
        : remotes.entrySet().stream()
            .map(remote -> remote.getKey() + " is " + remote.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
  }

  private static Optional<Finding> revision(Tree tree, Checkout checkout) {
    String url = tree.url().text();
    String revision = tree.revision().text();
    return switch (checkout.published()) {
      case Published.NotAsked() -> Optional.empty();
      case Published.Unreachable(String why) ->
          Optional.of(
              Finding.stops(
                  Tree.ROOT,
                  "%s cannot be read from here: %s; if it is private, Argo CD needs credentials of its own (argocd repo add), and ARGS=--offline leaves this out"
                      .formatted(url, why)));
      case Published.Refs(Map<String, String> commits) -> {
        Optional<String> commit =
            Stream.of("refs/heads/" + revision, "refs/tags/" + revision)
                .map(commits::get)
                .flatMap(Stream::ofNullable)
                .findFirst();
        if (commit.isEmpty() && !revision.matches("[0-9a-f]{40}")) {
          yield Optional.of(
              Finding.stops(
                  Tree.ROOT,
                  "targetRevision '%s' is no branch and no tag of %s; push it or name another"
                      .formatted(revision, url)));
        }
        String there = commit.orElse(revision);
        yield there.equals(checkout.head())
            ? Optional.empty()
            : Optional.of(
                Finding.note(
                    "git",
                    "Argo CD would deliver %s (%s), and %s is checked out here; push what is missing"
                        .formatted(shortened(there), revision, shortened(checkout.head()))));
      }
    };
  }

  /** Without a registry's name an image comes from Docker Hub, where nobody publishes ours. */
  private static Optional<Finding> images(Tree tree) {
    List<String> ours =
        tree.images().stream().filter(image -> image.startsWith("scaleproof/")).toList();
    return ours.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                "images",
                "%s are in no public registry: push yours (`make images`) and name them under `images:` in the kustomizations, or load them into the nodes"
                    .formatted(String.join(", ", ours))));
  }

  private static String shortened(String commit) {
    return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
  }
}
