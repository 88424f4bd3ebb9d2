package dev.scaleproof.validation.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * One Kubernetes resource.
 *
 * @param file that a person would edit to change it
 * @param tree the resource, as the API server would get it
 */
public record Manifest(Path file, JsonNode tree) {

  /** As in {@code apps/v1}. */
  public String apiVersion() {
    return tree.path("apiVersion").asText("");
  }

  /** The part of {@link #apiVersion} before the slash; empty for the core group. */
  public String group() {
    int slash = apiVersion().indexOf('/');
    return slash < 0 ? "" : apiVersion().substring(0, slash);
  }

  /** As in {@code Deployment}. */
  public String kind() {
    return tree.path("kind").asText("");
  }

  /** Its name. */
  public String name() {
    return tree.path("metadata").path("name").asText("");
  }

  /** The namespace that it names; empty if it names none. */
  public String namespace() {
    return tree.path("metadata").path("namespace").asText("");
  }

  /** Whether it is of this group and kind, whatever the version. */
  public boolean is(String group, String kind) {
    return group().equals(group) && kind().equals(kind);
  }

  /** As in {@code Deployment serving/raw-vllm}; the same title is the same resource. */
  public String title() {
    return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
  }

  /** A field by its names from the root. */
  public Field field(String... names) {
    return new Field(this, "", tree).get(names);
  }
}
