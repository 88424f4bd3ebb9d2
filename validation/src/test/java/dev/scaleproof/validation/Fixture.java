package dev.scaleproof.validation;

import dev.scaleproof.validation.Validation.Depth;
import dev.scaleproof.validation.invariant.Invariant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of manifests with one fault, and {@code expected.txt} with what is said about it. It is
 * called after the invariant that it breaks; two hyphens begin what tells several of them apart.
 */
record Fixture(String name) {
  private static final Path FOLDER = Path.of("src/test/resources/fixtures");

  /** Manifests without a fault, which the others build on. */
  static final Fixture GOOD = new Fixture("good");

  static List<Fixture> all() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders
          .map(folder -> new Fixture(folder.getFileName().toString()))
          .filter(fixture -> !fixture.equals(GOOD))
          .sorted((left, right) -> left.name.compareTo(right.name))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  String subject() {
    return name.replaceFirst("--.*", "");
  }

  Path folder() {
    return FOLDER.resolve(name);
  }

  List<String> expected() {
    try {
      return Files.readAllLines(folder().resolve("expected.txt"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What is wrong with it, with files as seen from its folder. */
  List<String> problems(Depth depth, List<Invariant> invariants) {
    return Validation.of(List.of(folder()), depth, invariants).problems().stream()
        .map(problem -> problem.toString().replace(folder() + "/", "").replace(FOLDER + "/", "../"))
        .toList();
  }
}
