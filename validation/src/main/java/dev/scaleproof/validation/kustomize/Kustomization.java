package dev.scaleproof.validation.kustomize;

import dev.scaleproof.validation.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A kustomization, read but not rendered.
 *
 * @param file its kustomization.yaml
 * @param manifests what it and its bases list, as it stands in the files: without patches and
 *     generated resources
 * @param resources the files that it lists as resources itself, absolute
 * @param changes the files that it lists as patches and the like, absolute
 * @param patched whether what is applied differs from what stands in the files
 * @param unrestricted whether it says that it is rendered without the load restriction
 */
public record Kustomization(
    Path file,
    List<Manifest> manifests,
    Set<Path> resources,
    Set<Path> changes,
    boolean patched,
    boolean unrestricted) {
  static final Set<String> FILE_NAMES =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  /** The flag without which a kustomization may not list a file outside of its folder. */
  static final String NO_RESTRICTION = "--load-restrictor=LoadRestrictionsNone";

  public Kustomization {
    manifests = List.copyOf(manifests);
    resources = Set.copyOf(resources);
    changes = Set.copyOf(changes);
  }

  /** Where it is. */
  public Path folder() {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
