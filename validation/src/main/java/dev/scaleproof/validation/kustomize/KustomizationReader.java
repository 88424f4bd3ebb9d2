package dev.scaleproof.validation.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.ManifestReader;
import dev.scaleproof.validation.manifest.Problem;
import dev.scaleproof.validation.schema.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows what kustomizations list, and says what is not there. Not thread-safe. */
final class KustomizationReader {
  /** Fields of a kustomization that change its resources in ways only rendering shows. */
  private static final List<String> PATCHES =
      List.of(
          "patches",
          "patchesStrategicMerge",
          "patchesJson6902",
          "replacements",
          "transformers",
          "labels",
          "commonLabels",
          "namePrefix",
          "nameSuffix");

  private static final String LOCAL = "config.kubernetes.io/local-config";

  private final Kinds kinds;
  private final Consumer<Problem> problems;
  private final Map<Path, Kustomization> read = new HashMap<>();
  private final Deque<Path> reading = new ArrayDeque<>();

  KustomizationReader(Kinds kinds, Consumer<Problem> problems) {
    this.kinds = kinds;
    this.problems = problems;
  }

  /** The kustomization in a file. */
  Kustomization read(Path file) {
    Path key = absolute(file);
    Kustomization known = read.get(key);
    if (known == null) {
      reading.push(key);
      known = follow(file);
      reading.pop();
      read.put(key, known);
    }
    return known;
  }

  private Kustomization follow(Path file) {
    List<JsonNode> documents = ManifestReader.documents(file, problems);
    if (documents.size() != 1 && Files.isRegularFile(file)) {
      problems.accept(Problem.of(file, "must hold one document, holds " + documents.size()));
    }
    JsonNode tree = documents.isEmpty() ? ManifestReader.NOTHING : documents.getFirst();
    Field root = new Manifest(file, tree).field();
    Path folder = file.resolveSibling("").normalize();
    List<Manifest> manifests = new ArrayList<>();
    Set<Path> resources = new HashSet<>();
    List<Kustomization> bases = new ArrayList<>();
    for (String list : List.of("resources", "bases", "components")) {
      for (Field entry : root.get(list).elements()) {
        resource(folder, entry, manifests, resources, bases);
      }
    }
    Set<Path> changes = new HashSet<>();
    changes(root)
        .forEach(entry -> existing(folder, entry).map(this::absolute).ifPresent(changes::add));
    String namespace = root.get("namespace").text();
    return new Kustomization(
        file,
        namespace.isEmpty() ? manifests : manifests.stream().map(m -> in(namespace, m)).toList(),
        resources,
        changes,
        PATCHES.stream().anyMatch(list -> root.get(list).exists())
            || bases.stream().anyMatch(Kustomization::patched),
        mentionsNoRestriction(file));
  }

  private void resource(
      Path folder,
      Field entry,
      List<Manifest> manifests,
      Set<Path> resources,
      List<Kustomization> bases) {
    if (entry.text().contains("://") || entry.text().startsWith("github.com/")) {
      problems.accept(
          at(entry, "is fetched when it is rendered; keep what is applied in this repository"));
      return;
    }
    Optional<Path> path = existing(folder, entry);
    if (path.isEmpty()) {
      return;
    }
    if (!Files.isDirectory(path.get())) {
      resources.add(absolute(path.get()));
      ManifestReader.documents(path.get(), problems).stream()
          .map(tree -> new Manifest(path.get(), tree))
          // An input of replacements, which is not applied.
          .filter(manifest -> !manifest.field("metadata", "annotations", LOCAL).is("true"))
          .forEach(manifests::add);
      return;
    }
    Optional<Path> base =
        Kustomization.FILE_NAMES.stream()
            .map(path.get()::resolve)
            .filter(Files::isRegularFile)
            .findFirst();
    if (base.isEmpty()) {
      problems.accept(at(entry, "is a folder without a kustomization.yaml; list its files"));
    } else if (reading.contains(absolute(base.get()))) {
      problems.accept(at(entry, "lists itself, by way of its bases; remove one of the entries"));
    } else {
      Kustomization below = read(base.get());
      bases.add(below);
      manifests.addAll(below.manifests());
    }
  }

  /** Every other entry that is the path of a file. */
  private static Stream<Field> changes(Field root) {
    Stream<Field> paths =
        Stream.of("patches", "patchesJson6902", "replacements")
            .flatMap(list -> root.get(list).elements().stream())
            .map(entry -> entry.get("path"));
    Stream<Field> lists =
        Stream.of("patchesStrategicMerge", "generators", "transformers", "configurations", "crds")
            .flatMap(list -> root.get(list).elements().stream());
    Stream<Field> generated =
        Stream.of("configMapGenerator", "secretGenerator")
            .flatMap(list -> root.get(list).elements().stream())
            .flatMap(entry -> Stream.of(entry.get("files"), entry.get("envs")))
            .flatMap(list -> list.elements().stream());
    return Stream.of(paths, lists, generated)
        .flatMap(part -> part)
        // An entry may be the change itself instead of a file.
        .filter(entry -> entry.exists() && !entry.text().contains("\n"));
  }

  private Optional<Path> existing(Path folder, Field entry) {
    // Generators may say `key=path`.
    Path path = folder.resolve(entry.text().substring(entry.text().indexOf('=') + 1)).normalize();
    if (!entry.text().isEmpty() && Files.exists(path)) {
      return Optional.of(path);
    }
    problems.accept(at(entry, "'" + entry.text() + "' does not exist; add it or remove the entry"));
    return Optional.empty();
  }

  private Manifest in(String namespace, Manifest manifest) {
    if (!kinds.isNamespaced(manifest)) {
      return manifest;
    }
    JsonNode tree = manifest.tree().deepCopy();
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      metadata.put("namespace", namespace);
    }
    return new Manifest(manifest.file(), tree);
  }

  private static Problem at(Field entry, String message) {
    return new Problem(entry.manifest().file(), "", entry.path(), message);
  }

  private static boolean mentionsNoRestriction(Path file) {
    try {
      return Files.readString(file).contains(Kustomization.NO_RESTRICTION);
    } catch (IOException alreadyTold) {
      return false;
    }
  }

  private Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
