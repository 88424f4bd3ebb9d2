package dev.scaleproof.validation.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads YAML 1.1, as kubectl does: {@code yes} is a boolean. A key that is there twice is refused,
 * since only one of the two would count.
 */
public final class ManifestReader {
  /** A document in which nothing stands. */
  public static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestReader() {}

  /** The documents of a file; what is wrong with it goes to {@code problems}. */
  public static List<JsonNode> documents(Path file, Consumer<Problem> problems) {
    try {
      return documents(Files.readString(file));
    } catch (MalformedInputException notText) {
      problems.accept(Problem.of(file, "is not UTF-8 text"));
    } catch (IOException unreadable) {
      problems.accept(Problem.of(file, "cannot be read: " + unreadable));
    } catch (YAMLException malformed) {
      problems.accept(Problem.of(file, "is not YAML: " + oneLine(malformed)));
    }
    return List.of();
  }

  /**
   * The documents of a text, without empty ones; in place of a List what is in it.
   *
   * @throws YAMLException if it is not YAML
   */
  public static List<JsonNode> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    // A rendered platform, dashboards included, is larger than SnakeYAML's default of 3 MiB.
    options.setCodePointLimit(64 << 20);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (document != null) {
        add(JSON.valueToTree(document), documents);
      }
    }
    return documents;
  }

  private static void add(JsonNode document, List<JsonNode> documents) {
    if (document.path("kind").asText().equals("List") && document.path("items").isArray()) {
      document.path("items").forEach(item -> add(item, documents));
    } else {
      documents.add(document);
    }
  }

  /** Whether a document is a resource, and not a file of values or rules. */
  public static boolean isResource(JsonNode document) {
    return document.path("apiVersion").isTextual()
        && document.path("kind").isTextual()
        && !document.path("kind").asText().matches("Kustomization|Component");
  }

  private static String oneLine(YAMLException malformed) {
    String text =
        malformed instanceof MarkedYAMLException marked && marked.getProblemMark() != null
            ? marked.getProblem() + ", line " + (marked.getProblemMark().getLine() + 1)
            : String.valueOf(malformed.getMessage());
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
