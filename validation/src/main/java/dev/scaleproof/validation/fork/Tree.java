package dev.scaleproof.validation.fork;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.ManifestReader;
import dev.scaleproof.validation.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that matter to Argo CD.
 *
 * @param root what a person applies by hand
 * @param delivered what it makes: Applications and AppProjects
 * @param images that are named somewhere in the folders that are delivered
 */
record Tree(List<Manifest> root, List<Manifest> delivered, List<String> images) {
  static final String ROOT = "platform/root.yaml";
  private static final List<String> DELIVERED =
      List.of("platform/applications", "platform/projects");
  private static final List<String> DEPLOYED = List.of("platform", "serving");
  private static final Pattern IMAGE = Pattern.compile("(?m)^\\s*(?:- )?image: *([^\\s#]+)");

  Tree {
    root = List.copyOf(root);
    delivered = List.copyOf(delivered);
    images = List.copyOf(images);
  }

  static Tree read(Path folder, Consumer<Problem> problems) throws IOException {
    List<Manifest> delivered =
        yaml(folder, DELIVERED).stream().flatMap(file -> manifests(file, problems)).toList();
    TreeSet<String> images = new TreeSet<>();
    for (Path file : yaml(folder, DEPLOYED)) {
      Matcher image = IMAGE.matcher(Files.readString(file));
      while (image.find()) {
        images.add(image.group(1));
      }
    }
    return new Tree(
        manifests(folder.resolve(ROOT), problems).toList(), delivered, List.copyOf(images));
  }

  /** The repository that the root Application is made from. */
  Field url() {
    return rootField("Application", "spec", "source", "repoURL");
  }

  Field revision() {
    return rootField("Application", "spec", "source", "targetRevision");
  }

  /** The repository that the root Application may be made from. */
  Field allowed() {
    List<Field> repositories = rootField("AppProject", "spec", "sourceRepos").elements();
    return repositories.isEmpty()
        ? rootField("AppProject", "spec", "sourceRepos")
        : repositories.getFirst();
  }

  private Field rootField(String kind, String... names) {
    return root.stream()
        .filter(manifest -> manifest.is("argoproj.io", kind))
        .findFirst()
        .orElseGet(() -> new Manifest(Path.of(ROOT), ManifestReader.NOTHING))
        .field(names);
  }

  private static Stream<Manifest> manifests(Path file, Consumer<Problem> problems) {
    return ManifestReader.documents(file, problems).stream()
        .filter(ManifestReader::isResource)
        .map(tree -> new Manifest(file, tree));
  }

  private static List<Path> yaml(Path root, List<String> folders) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String folder : folders) {
      if (Files.isDirectory(root.resolve(folder))) {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(all::add);
        }
      }
    }
    return all;
  }
}
