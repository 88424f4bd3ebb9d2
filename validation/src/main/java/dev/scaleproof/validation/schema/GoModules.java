package dev.scaleproof.validation.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.validation.process.Command;
import dev.scaleproof.validation.process.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The Go modules that a test bed is built from, at the versions that it pins. */
final class GoModules {
  /** A module's sources. */
  record Module(String path, String version, Path folder) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path testbed;
  private final String go;

  private GoModules(Path testbed, String go) {
    this.testbed = testbed;
    this.go = go;
  }

  /**
   * @param testbed folder with go.mod files, at any depth
   * @throws IOException with a message that says what to install
   */
  static GoModules of(Path testbed) throws IOException {
    for (String candidate : List.of("go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go")) {
      if (Command.run(List.of(candidate, "version")).isPresent()) {
        return new GoModules(testbed, candidate);
      }
    }
    throw new IOException("no `go` found, which fetches the schemas: `make testbed` installs it");
  }

  /**
   * Downloads a module unless it is there.
   *
   * @throws IOException with a message that says what failed
   */
  Module module(String path) throws IOException {
    Path pinned = pinning(path);
    Path folder = Objects.requireNonNull(pinned.toAbsolutePath().getParent());
    Outcome outcome =
        Command.run(List.of(go, "mod", "download", "-json", path), folder)
            .orElseThrow(() -> new IOException(go + " cannot be run"));
    JsonNode module = JSON.readTree(outcome.output());
    if (outcome.code() != 0 || module.path("Dir").asText().isEmpty()) {
      String reason = module.path("Error").asText(outcome.error());
      throw new IOException("%s cannot be fetched: %s".formatted(path, reason.strip()));
    }
    return new Module(path, module.path("Version").asText(), Path.of(module.path("Dir").asText()));
  }

  private Path pinning(String path) throws IOException {
    try (Stream<Path> files = Files.exists(testbed) ? Files.walk(testbed) : Stream.empty()) {
      List<Path> pins =
          files
              .filter(file -> file.endsWith("go.mod"))
              .filter(file -> requires(file, path + " v.*"))
              .toList();
      // Where a program is built from it rather than where another one happens to use it.
      Optional<Path> first =
          pins.stream()
              .min(
                  Comparator.comparing((Path pin) -> !requires(pin, path + " v[^/]*$"))
                      .thenComparing(Comparator.naturalOrder()));
      return first.orElseThrow(
          () -> new IOException("no go.mod below " + testbed + " requires " + path));
    }
  }

  private static boolean requires(Path goMod, String requirement) {
    try {
      return Files.readAllLines(goMod).stream()
          .anyMatch(line -> line.matches("(require )?\\s*" + requirement));
    } catch (IOException unreadable) {
      return false;
    }
  }
}
