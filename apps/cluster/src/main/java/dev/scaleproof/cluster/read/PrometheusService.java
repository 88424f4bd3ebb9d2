package dev.scaleproof.cluster.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.read.ThroughApiServer.Backend;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster's own Prometheus, asked through the API server. Not thread-safe. */
public final class PrometheusService {
  private static final String ADDRESS = "http://prometheus-operated.monitoring.svc:9090";
  private static final int PORT = 9090;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServiceRoute route;

  /** One value of an answer. */
  public record Sample(Map<String, String> labels, double value) {
    /** A label's value; empty without it. */
    public String label(String name) {
      return labels.getOrDefault(name, "");
    }
  }

  public PrometheusService(ClusterConnection connection) {
    KubernetesClient client = connection.client();
    ServerAddress address = ServerAddress.of(ADDRESS, "monitoring").orElseThrow();
    this.route =
        new ServiceRoute(new ThroughApiServer(client), address, () -> backend(client, address));
  }

  /**
   * The answer to a query, now.
   *
   * @throws IOException in one line, if nothing answers or the query is refused
   */
  public List<Sample> ask(String query) throws IOException {
    String path =
        "/api/v1/query?query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
    return samples(route.get(path));
  }

  static List<Sample> samples(String body) throws IOException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new IOException("it does not answer like a Prometheus", notJson);
    }
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(answer.path("error").asText("it does not answer like a Prometheus"));
    }
    List<Sample> samples = new ArrayList<>();
    for (JsonNode one : answer.at("/data/result")) {
      Map<String, String> labels = new LinkedHashMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      samples.add(new Sample(labels, one.path("value").path(1).asDouble()));
    }
    return samples;
  }

  private static Optional<Backend> backend(KubernetesClient client, ServerAddress address) {
    var service =
        client.services().inNamespace(address.namespace()).withName(address.service()).get();
    return service == null || service.getSpec().getSelector() == null
        ? Optional.empty()
        : client
            .pods()
            .inNamespace(address.namespace())
            .withLabels(service.getSpec().getSelector())
            .list()
            .getItems()
            .stream()
            .map(Workloads::of)
            .filter(PodState::ready)
            .findFirst()
            .map(pod -> new Backend(pod.namespace(), pod.name(), PORT));
  }
}
