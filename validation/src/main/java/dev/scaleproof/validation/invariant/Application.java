package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An Application of Argo CD. */
record Application(Manifest manifest) {
  private static final String GROUP = "argoproj.io";

  static Stream<Application> all(Bundle bundle) {
    return bundle.all(GROUP, "Application").map(Application::new);
  }

  static Stream<Application> of(Manifest manifest) {
    return manifest.is(GROUP, "Application")
        ? Stream.of(new Application(manifest))
        : Stream.empty();
  }

  /** The AppProjects of a tree. */
  static Stream<Manifest> projects(Bundle bundle) {
    return bundle.everything().stream().filter(manifest -> manifest.is(GROUP, "AppProject"));
  }

  Field field(String... names) {
    return manifest.field(names);
  }

  Field annotation(String name) {
    return manifest.field("metadata", "annotations", "argocd.argoproj.io/" + name);
  }

  /** Whether Argo CD syncs it by itself. */
  boolean automated() {
    Field automated = field("spec", "syncPolicy", "automated");
    return automated.exists() && !automated.get("enabled").is("false");
  }

  /** What it is made from, be it one source or several. */
  List<Field> sources() {
    Field one = field("spec", "source");
    return one.exists() ? List.of(one) : field("spec", "sources").elements();
  }

  /** The folders of a repository that it renders. */
  Stream<Field> paths() {
    return sources().stream().map(source -> source.get("path")).filter(Field::exists);
  }

  boolean syncsWith(String option) {
    return field("spec", "syncPolicy", "syncOptions").elements().stream()
        .anyMatch(each -> each.is(option));
  }

  /** What stands in its folders, applied or not. */
  Stream<Manifest> content(Bundle bundle) {
    List<Path> folders = paths().map(path -> Path.of(path.text()).normalize()).toList();
    return bundle.everything().stream()
        .filter(
            each -> {
              Path folder = each.file().getParent();
              return folder != null && folders.stream().anyMatch(folder::endsWith);
            });
  }
}
