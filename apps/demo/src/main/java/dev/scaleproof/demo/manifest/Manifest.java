package dev.scaleproof.demo.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * One YAML document, looked into by paths such as {@code spec.template.spec.containers[0].args}.
 */
final class Manifest {
  private final Path file;
  private final @Nullable Object root;

  private Manifest(Path file, @Nullable Object root) {
    this.file = file;
    this.root = root;
  }

  /** The text of a manifest. */
  static String text(Path file) throws ManifestException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new ManifestException(
          file
              + ": no such file"
              + (file.isAbsolute() ? "" : " here, run from the repository's root"));
    } catch (IOException unreadable) {
      throw new ManifestException("%s: cannot be read: %s".formatted(file, unreadable));
    }
  }

  static Manifest read(Path file) throws ManifestException {
    String text = text(file);
    try {
      return new Manifest(file, new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    } catch (YAMLException malformed) {
      String first = String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
      throw new ManifestException("%s: not YAML: %s".formatted(file, first));
    }
  }

  /** The string at a path. */
  String string(String path) throws ManifestException {
    Object value = find(path);
    if (value instanceof String || value instanceof Number) {
      return value.toString();
    }
    throw wrong(path, "a string is missing here");
  }

  /** The strings in the list at a path; none when there is no such list. */
  List<String> strings(String path) throws ManifestException {
    Object value = find(path);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(path, "not a list of strings");
  }

  /** The names and values of the variables in the list at a path that have a value. */
  Map<String, String> variables(String path) throws ManifestException {
    Map<String, String> variables = new LinkedHashMap<>();
    Object value = find(path);
    if (!(value instanceof List<?> list)) {
      throw wrong(path, "not a list of variables");
    }
    for (Object each : list) {
      Object text = each instanceof Map<?, ?> variable ? variable.get("value") : null;
      if (text != null) {
        variables.put(String.valueOf(((Map<?, ?>) each).get("name")), text.toString());
      }
    }
    return variables;
  }

  /** The whole number at a path, or another one when there is none. */
  int integer(String path, int otherwise) throws ManifestException {
    Object value = find(path);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw wrong(path, "not a whole number");
  }

  ManifestException wrong(String path, String problem) {
    return new ManifestException("%s: %s: %s".formatted(file, path, problem));
  }

  private @Nullable Object find(String path) {
    Object at = root;
    for (String step : path.replace("[", ".[").split("\\.", -1)) {
      if (step.startsWith("[")) {
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        at = at instanceof List<?> list && index < list.size() ? list.get(index) : null;
      } else {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    return at;
  }
}
