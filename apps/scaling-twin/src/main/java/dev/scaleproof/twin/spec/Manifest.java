package dev.scaleproof.twin.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Finds one object of a kind in YAML text and reads what all Kubernetes objects have. */
final class Manifest {
  /** Fields that the API server adds and {@code kubectl get -o yaml} shows. */
  private static final String[] SERVER_METADATA = {
    "labels",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid"
  };

  private Manifest() {}

  /**
   * The document of the given kind.
   *
   * @throws SpecException unless there is exactly one
   */
  static Fields document(String yaml, String apiVersion, String kind) {
    List<Fields> found = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (Object document : documents(yaml)) {
      if (document == null) {
        continue;
      }
      if (!(document instanceof Map<?, ?> map)) {
        throw new SpecException(
            "document " + (kinds.size() + 1), "is not a Kubernetes object; it needs kind: " + kind);
      }
      kinds.add(String.valueOf(map.get("kind")));
      if (kind.equals(map.get("kind"))) {
        found.add(new Fields("", map));
      }
    }
    if (found.isEmpty()) {
      throw new SpecException(
          "kind",
          kinds.isEmpty()
              ? "the text is empty; it needs one " + kind
              : "is " + String.join(", ", kinds) + "; it must be " + kind);
    }
    if (found.size() > 1) {
      throw new SpecException(
          "kind", found.size() + " documents are of kind " + kind + "; keep one of them");
    }
    Fields document = found.getFirst();
    document.skip("kind", "status");
    String version = document.text("apiVersion");
    if (!version.equals(apiVersion)) {
      throw document.problem("apiVersion", "is " + version + "; it must be " + apiVersion);
    }
    return document;
  }

  /** The object's metadata, checked as far as it matters here. */
  static Fields metadata(Fields document) {
    Fields metadata = document.fields("metadata");
    metadata.skip(SERVER_METADATA);
    metadata.skip("annotations");
    metadata.text("name");
    metadata.optionalText("namespace");
    metadata.end();
    return metadata;
  }

  static String namespace(Fields metadata) {
    String namespace = metadata.optionalText("namespace");
    return namespace == null ? "default" : namespace;
  }

  private static List<Object> documents(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Object> documents = new ArrayList<>();
    try {
      new Yaml(new SafeConstructor(options)).loadAll(yaml).forEach(documents::add);
    } catch (MarkedYAMLException e) {
      throw new SpecException(
          "line " + (e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1),
          "is not YAML: " + oneLine(e.getProblem()));
    } catch (YAMLException e) {
      throw new SpecException("document", "is not YAML: " + oneLine(e.getMessage()));
    }
    return documents;
  }

  private static String oneLine(@org.jspecify.annotations.Nullable String message) {
    return message == null ? "it cannot be read" : message.lines().findFirst().orElse("").strip();
  }
}
