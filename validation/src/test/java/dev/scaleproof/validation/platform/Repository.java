package dev.scaleproof.validation.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The repository's files as plain maps and lists; tests run in the module's folder. */
final class Repository {

  private static final Path ROOT = Path.of("..");

  private Repository() {}

  static String text(String path) {
    try {
      return Files.readString(ROOT.resolve(path), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> list(String folder, String suffix) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .map(file -> folder + "/" + requireNonNull(file.getFileName()))
          .filter(file -> file.endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one document of a YAML or JSON file. */
  static Map<?, ?> map(String path) {
    return parsed(text(path));
  }

  static List<?> listOf(String path) {
    return (List<?>) yaml().load(text(path));
  }

  /** A document that stands as text in another one. */
  static Map<?, ?> parsed(String yaml) {
    return (Map<?, ?>) yaml().load(yaml);
  }

  /** What stands at {@code keys}, list indices included; there must be something. */
  static Object at(Object node, Object... keys) {
    Object found = node;
    for (Object key : keys) {
      Object next =
          found instanceof List<?> list ? list.get((Integer) key) : ((Map<?, ?>) found).get(key);
      if (next == null) {
        throw new AssertionError("nothing at '" + key + "' of " + List.of(keys));
      }
      found = next;
    }
    return found;
  }

  static List<?> listAt(Object node, Object... keys) {
    return (List<?>) at(node, keys);
  }

  static Map<?, ?> mapAt(Object node, Object... keys) {
    return (Map<?, ?>) at(node, keys);
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }
}
