package dev.scaleproof.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.cluster.Cluster;
import dev.scaleproof.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Argo CD on a cluster: what its Applications say of themselves, and its command line. */
final class Argo {
  /** Its command line: the test bed's own where it has been built, else the one on the path. */
  static final Path PROGRAM = program();

  static final String WAVE = "argocd.argoproj.io/sync-wave";
  private static final String NAMESPACE = "argocd";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private boolean copied;

  Argo(Cluster cluster) {
    this.cluster = cluster;
  }

  /** As in {@code Synced Healthy}. */
  record State(String sync, String health) {
    @Override
    public String toString() {
      return sync + " " + health;
    }
  }

  /** Every Application by its name. */
  Map<String, JsonNode> applications() throws ClusterException, IOException {
    Map<String, JsonNode> byName = new TreeMap<>();
    for (JsonNode each : list()) {
      byName.put(each.at("/metadata/name").asText(), each);
    }
    return byName;
  }

  /** What every Application says of itself. */
  Map<String, State> states() throws ClusterException, IOException {
    Map<String, State> states = new TreeMap<>();
    applications().forEach((name, application) -> states.put(name, state(application)));
    return states;
  }

  State state(String application) throws ClusterException, IOException {
    return state(application(application));
  }

  JsonNode application(String name) throws ClusterException, IOException {
    return JSON.readTree(
        cluster
            .kubectl()
            .run("-n", NAMESPACE, "get", "application.argoproj.io", name, "-o", "json"));
  }

  /** How often it has been synced. */
  int syncs(String application) throws ClusterException, IOException {
    return application(application).at("/status/history").size();
  }

  /** Makes Argo CD compare now what it compares every few minutes, and waits until it has. */
  void refresh(String application) {
    command("app", "get", application, "--refresh");
  }

  /** What a person types, {@code argocd … --core}, which needs no server of Argo CD. */
  Outcome command(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--core");
    try {
      return Command.of(PROGRAM, line, Map.of("KUBECONFIG", kubeconfig().toString())).run();
    } catch (IOException | ClusterException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Path program() {
    Path built = Bench.root().resolve("out/testbed/bin/argocd");
    return Files.isExecutable(built) ? built : Path.of("argocd");
  }

  private List<JsonNode> list() throws ClusterException, IOException {
    List<JsonNode> items = new ArrayList<>();
    JSON.readTree(
            cluster.kubectl().run("-n", NAMESPACE, "get", "applications.argoproj.io", "-o", "json"))
        .path("items")
        .forEach(items::add);
    return items;
  }

  private static State state(JsonNode application) {
    return new State(
        application.at("/status/sync/status").asText("none"),
        application.at("/status/health/status").asText("none"));
  }

  /** With --core it looks where the context points. */
  private Path kubeconfig() throws IOException, ClusterException {
    Path copy = cluster.kubeconfig().resolveSibling("kubeconfig-argocd");
    if (!copied) {
      copied = true;
      // One of an earlier cluster may be there, which nobody answers for any more.
      Files.copy(cluster.kubeconfig(), copy, StandardCopyOption.REPLACE_EXISTING);
      cluster
          .kubectl()
          .run(
              "--kubeconfig",
              copy.toString(),
              "config",
              "set-context",
              "--current",
              "--namespace=" + NAMESPACE);
    }
    return copy;
  }
}
