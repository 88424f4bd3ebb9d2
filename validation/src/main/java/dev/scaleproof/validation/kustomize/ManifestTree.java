package dev.scaleproof.validation.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.ManifestReader;
import dev.scaleproof.validation.manifest.Problem;
import dev.scaleproof.validation.schema.Kinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All manifests below some folders.
 *
 * @param kustomizations each folder that has one
 * @param loose resources in files that no kustomization lists
 */
public record ManifestTree(List<Kustomization> kustomizations, List<Manifest> loose) {
  /** How the first line begins of a file that its folder's kustomization leaves out on purpose. */
  static final String LEFT_OUT = "# Not in the kustomization: ";

  public ManifestTree {
    kustomizations = List.copyOf(kustomizations);
    loose = List.copyOf(loose);
  }

  /**
   * Reads every YAML file below the folders.
   *
   * @throws UncheckedIOException if a folder cannot be looked into
   */
  public static ManifestTree read(List<Path> roots, Kinds kinds, Consumer<Problem> problems) {
    List<Path> files = roots.stream().flatMap(ManifestTree::yaml).distinct().toList();
    KustomizationReader reader = new KustomizationReader(kinds, problems);
    List<Kustomization> kustomizations =
        files.stream().filter(ManifestTree::isKustomization).map(reader::read).toList();
    Set<Path> listed =
        kustomizations.stream()
            .flatMap(k -> Stream.concat(k.resources().stream(), k.changes().stream()))
            .collect(Collectors.toCollection(HashSet::new));
    List<Manifest> loose = new ArrayList<>();
    for (Path file : files) {
      if (isKustomization(file)) {
        continue;
      }
      Path absolute = file.toAbsolutePath().normalize();
      Optional<Kustomization> owner = owner(absolute, kustomizations);
      boolean inOwner =
          owner.isPresent()
              && Stream.concat(owner.get().resources().stream(), owner.get().changes().stream())
                  .anyMatch(absolute::equals);
      if (inOwner) {
        continue;
      }
      List<JsonNode> resources =
          ManifestReader.documents(file, listed.contains(absolute) ? ignored -> {} : problems)
              .stream()
              .filter(ManifestReader::isResource)
              .toList();
      if (!resources.isEmpty() && owner.isPresent() && !saysWhy(file)) {
        problems.accept(
            Problem.of(
                file,
                "is a resource that %s does not list; list it, or begin the file with `%sWHY`"
                    .formatted(owner.get().file(), LEFT_OUT)));
      }
      resources.stream().map(tree -> new Manifest(file, tree)).forEach(loose::add);
    }
    return new ManifestTree(kustomizations, loose);
  }

  /** The kustomization of the folder that a file is in, or of the nearest one above. */
  private static Optional<Kustomization> owner(Path file, List<Kustomization> kustomizations) {
    Function<Kustomization, Path> folder = k -> k.folder().toAbsolutePath().normalize();
    return kustomizations.stream()
        .filter(k -> file.startsWith(folder.apply(k)))
        .max(
            (left, right) ->
                Integer.compare(
                    folder.apply(left).getNameCount(), folder.apply(right).getNameCount()));
  }

  private static boolean saysWhy(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .findFirst()
          .filter(line -> line.startsWith(LEFT_OUT) && line.length() > LEFT_OUT.length())
          .isPresent();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isKustomization(Path file) {
    return Kustomization.FILE_NAMES.contains(file.getFileName().toString());
  }

  private static Stream<Path> yaml(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.ya?ml|.*/Kustomization"))
          .filter(file -> !hidden(root.relativize(file)))
          .sorted()
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean hidden(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".") || name.toString().equals("target")) {
        return true;
      }
    }
    return false;
  }
}
