package dev.scaleproof.validation.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.ManifestReader;
import dev.scaleproof.validation.manifest.Problem;
import dev.scaleproof.validation.process.Command;
import dev.scaleproof.validation.process.Command.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kustomize itself, or the copy of it in kubectl.
 *
 * @param command the program and its subcommand that renders
 * @param version as in {@code v5.7.1}
 */
public record KustomizeTool(List<String> command, String version) {
  // Before 5, kubectl's copy knew neither `labels` nor `patches` as they are today.
  private static final Pattern VERSION = Pattern.compile("v([5-9]|\\d{2,})\\.\\d+\\.\\d+");

  public KustomizeTool {
    command = List.copyOf(command);
  }

  /**
   * The first that there is: the test bed's kubectl, then what the PATH has.
   *
   * @param testbed folder of programs that {@code make testbed} builds
   */
  public static Optional<KustomizeTool> find(Path testbed) {
    String built = testbed.resolve("kubectl").toString();
    return Stream.of(
            probe(List.of(built, "kustomize"), List.of(built, "version", "--client")),
            probe(List.of("kustomize", "build"), List.of("kustomize", "version")),
            probe(List.of("kubectl", "kustomize"), List.of("kubectl", "version", "--client")))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<KustomizeTool> probe(List<String> render, List<String> version) {
    return Command.run(version)
        .filter(outcome -> outcome.code() == 0)
        .flatMap(outcome -> lastVersion(outcome.output()))
        .map(text -> new KustomizeTool(render, text));
  }

  /** kubectl prints its own version first, and that of its kustomize last. */
  static Optional<String> lastVersion(String output) {
    if (output.contains("Client Version") && !output.contains("Kustomize Version")) {
      return Optional.empty();
    }
    String last = output.strip().lines().reduce("", (before, line) -> line);
    Matcher version = VERSION.matcher(last);
    return version.find() ? Optional.of(version.group()) : Optional.empty();
  }

  /** What a kustomization renders to; why it does not goes to {@code problems}. */
  public List<Manifest> render(Kustomization kustomization, Consumer<Problem> problems) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add(kustomization.folder().toString());
    if (kustomization.unrestricted()) {
      arguments.add(Kustomization.NO_RESTRICTION);
    }
    Optional<Outcome> outcome = Command.run(arguments);
    if (outcome.isEmpty() || outcome.get().code() != 0) {
      String reason = outcome.map(Outcome::error).orElse("the program is gone");
      problems.accept(
          Problem.of(
              kustomization.file(),
              "does not render: " + reason.strip().replaceAll("\\s*\\R\\s*", "; ")));
      return List.of();
    }
    return ManifestReader.documents(outcome.get().output()).stream()
        .map(tree -> new Manifest(origin(tree, kustomization), tree))
        .toList();
  }

  /** The file that a person would edit: rendering loses it, kind and name keep it. */
  private static Path origin(JsonNode tree, Kustomization kustomization) {
    String title = new Manifest(kustomization.file(), tree).title();
    return kustomization.manifests().stream()
        .filter(manifest -> manifest.title().equals(title))
        .map(Manifest::file)
        .findFirst()
        .orElse(kustomization.file());
  }
}
