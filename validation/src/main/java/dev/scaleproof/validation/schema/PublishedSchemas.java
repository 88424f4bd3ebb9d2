package dev.scaleproof.validation.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.ManifestReader;
import dev.scaleproof.validation.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The schemas that Kubernetes and the projects of the CRDs publish, strict about unknown fields:
 * what must be there, of what type, and which words are allowed. Taken from the very sources that
 * the test bed's cluster is built from.
 */
public final class PublishedSchemas implements Schemas {
  private static final String KUBERNETES = "k8s.io/kubernetes";

  /** Modules with CRDs, and where they keep them. */
  private static final Map<String, String> CRDS =
      Map.of(
          "github.com/argoproj/argo-cd/v3", "manifests/crds",
          "github.com/kedacore/keda/v2", "config/crd/bases",
          "github.com/prometheus-operator/prometheus-operator", "example/prometheus-operator-crd");

  private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private final Map<String, JsonNode> byKind = new HashMap<>();
  private final Map<String, Schema> compiled = new HashMap<>();
  private final ObjectNode definitions;
  private final List<String> sources = new ArrayList<>();

  private PublishedSchemas(ObjectNode definitions) {
    this.definitions = definitions;
  }

  /**
   * Reads them all.
   *
   * @param testbed folder whose go.mod files pin the versions
   * @throws IOException with a message that says what is missing
   */
  public static PublishedSchemas of(Path testbed) throws IOException {
    GoModules modules = GoModules.of(testbed);
    GoModules.Module kubernetes = modules.module(KUBERNETES);
    JsonNode document =
        JSON.readTree(kubernetes.folder().resolve("api/openapi-spec/swagger.json").toFile());
    PublishedSchemas schemas =
        new PublishedSchemas(StrictSchema.definitions((ObjectNode) document.get("definitions")));
    schemas.sources.add("kubernetes " + kubernetes.version());
    schemas.addKubernetes();
    for (String path : CRDS.keySet().stream().sorted().toList()) {
      GoModules.Module module = modules.module(path);
      schemas.addCrds(module.folder().resolve(String.valueOf(CRDS.get(path))));
      schemas.sources.add(
          path.replaceFirst("/v\\d+$", "").replaceFirst(".*/", "") + " " + module.version());
    }
    // And our own.
    schemas.addCrds(testbed.resolve("../../platform/cost-guard"));
    return schemas;
  }

  /** Names and versions of what the schemas are from. */
  public List<String> sources() {
    return List.copyOf(sources);
  }

  private void addKubernetes() {
    definitions
        .properties()
        .forEach(
            definition -> {
              for (JsonNode kind : definition.getValue().path("x-kubernetes-group-version-kind")) {
                String group = kind.path("group").asText();
                byKind.put(
                    (group.isEmpty() ? "" : group + "/")
                        + kind.path("version").asText()
                        + " "
                        + kind.path("kind").asText(),
                    JSON.createObjectNode().put("$ref", "#/definitions/" + definition.getKey()));
              }
            });
  }

  private void addCrds(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    for (Path file : files) {
      ManifestReader.documents(Files.readString(file)).forEach(this::add);
    }
  }

  private void add(JsonNode crd) {
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.at("/schema/openAPIV3Schema").deepCopy() instanceof ObjectNode schema) {
        StrictSchema.close(schema);
        ObjectNode properties = schema.withObject("/properties");
        // Of every kind, named or not.
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("$ref", "#/definitions/" + METADATA);
        byKind.put(
            crd.at("/spec/group").asText()
                + "/"
                + version.path("name").asText()
                + " "
                + crd.at("/spec/names/kind").asText(),
            schema);
      }
    }
  }

  @Override
  public Optional<List<Problem>> check(Manifest manifest) {
    String kind = manifest.apiVersion() + " " + manifest.kind();
    JsonNode schema = byKind.get(kind);
    if (schema == null) {
      return Optional.empty();
    }
    return Optional.of(
        compiled
            .computeIfAbsent(kind, ignored -> compile(schema))
            .validate(manifest.tree())
            .stream()
            .map(error -> problem(manifest, error))
            .toList());
  }

  private Schema compile(JsonNode schema) {
    // Draft 7 ignores what stands beside a $ref, so the schema goes one level down.
    ObjectNode root = JSON.createObjectNode();
    root.putArray("allOf").add(schema);
    root.set("definitions", definitions);
    return registry.getSchema(root);
  }

  private static Problem problem(Manifest manifest, Error error) {
    String place = error.getInstanceLocation().toString();
    boolean unknown = "additionalProperties".equals(error.getKeyword());
    String field = FieldPath.of(unknown ? place + "/" + error.getProperty() : place);
    String message = String.valueOf(error.getMessage()).replaceFirst("^/?\\S*: ", "");
    return new Problem(
        manifest.file(),
        manifest.title(),
        field,
        unknown ? FieldPath.UNKNOWN_FIELD : message.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
