package dev.scaleproof.validation;

import dev.scaleproof.validation.invariant.Bundle;
import dev.scaleproof.validation.invariant.Invariant;
import dev.scaleproof.validation.kustomize.Kustomization;
import dev.scaleproof.validation.kustomize.KustomizeTool;
import dev.scaleproof.validation.kustomize.ManifestTree;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import dev.scaleproof.validation.schema.Kinds;
import dev.scaleproof.validation.schema.PublishedSchemas;
import dev.scaleproof.validation.schema.ScaledObjectRules;
import dev.scaleproof.validation.schema.Schemas;
import dev.scaleproof.validation.schema.TypedModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One look at all manifests below some folders.
 *
 * @param kustomizations how many there are
 * @param resources how many were checked, overlays' copies included
 * @param unknownKinds kinds that no schema here knows
 * @param problems what is wrong, each told once
 */
record Validation(
    int kustomizations, int resources, Set<String> unknownKinds, List<Problem> problems) {

  /** What can be asked besides the files themselves. */
  sealed interface Depth {
    /** Files, typed models and invariants on what stands in the files. */
    record JdkAlone() implements Depth {}

    /** Files, published schemas and invariants on what the kustomizations render to. */
    record Rendered(KustomizeTool tool, PublishedSchemas schemas) implements Depth {}
  }

  /**
   * What is applied together.
   *
   * @param known whether it is applied as it stands here: without rendering nobody knows what
   *     patches make of it
   */
  private record Applied(List<Manifest> manifests, boolean known) {}

  /** Looks. */
  static Validation of(List<Path> roots, Depth depth, List<Invariant> invariants) {
    // Bases are met again in their overlays, and so are their problems.
    Set<Problem> problems = new LinkedHashSet<>();
    Kinds kinds = new Kinds();
    ManifestTree tree = ManifestTree.read(roots, kinds, problems::add);
    List<Applied> applied = new ArrayList<>();
    for (Kustomization kustomization : tree.kustomizations()) {
      applied.add(
          switch (depth) {
            case Depth.JdkAlone() ->
                new Applied(kustomization.manifests(), !kustomization.patched());
            case Depth.Rendered(KustomizeTool tool, PublishedSchemas schemas) ->
                new Applied(tool.render(kustomization, problems::add), true);
          });
    }
    tree.loose().forEach(manifest -> applied.add(new Applied(List.of(manifest), true)));

    TypedModels models = new TypedModels(kinds);
    ScaledObjectRules scaledObjects = new ScaledObjectRules();
    Set<String> unknownKinds = new TreeSet<>();
    List<Manifest> everything =
        applied.stream().flatMap(each -> each.manifests().stream()).toList();
    for (Manifest manifest : everything) {
      Optional<List<Problem>> wrong =
          switch (depth) {
            case Depth.JdkAlone() -> first(manifest, scaledObjects, models);
            case Depth.Rendered(KustomizeTool tool, PublishedSchemas schemas) ->
                first(manifest, schemas, models);
          };
      wrong.ifPresentOrElse(
          problems::addAll, () -> unknownKinds.add(manifest.apiVersion() + " " + manifest.kind()));
      if (depth instanceof Depth.Rendered && wrong.isPresent() && wrong.get().isEmpty()) {
        scaledObjects.check(manifest).ifPresent(problems::addAll);
      }
    }
    for (Applied each : applied) {
      if (!each.known()) {
        continue;
      }
      Bundle bundle = new Bundle(each.manifests(), everything);
      for (Invariant invariant : invariants) {
        invariant.check().apply(bundle).forEach(problems::add);
      }
    }
    return new Validation(
        tree.kustomizations().size(), everything.size(), unknownKinds, List.copyOf(problems));
  }

  /** The first answer. */
  private static Optional<List<Problem>> first(Manifest manifest, Schemas... schemas) {
    return Stream.of(schemas)
        .map(each -> each.check(manifest))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
