package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Keda;
import dev.scaleproof.cluster.snapshot.Monitoring;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Workload;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes snapshots. Not thread-safe. */
public final class ClusterReader {
  /** Namespaces of Scaleproof that hold scaled servers. */
  public static final List<String> NAMESPACES = List.of("serving", "inference");

  private static final String KEDA = "keda";

  private final KubernetesClient client;
  private final Reading reading;

  public ClusterReader(ClusterConnection connection) {
    this.client = connection.client();
    this.reading = new Reading(connection);
  }

  /**
   * Looks at some namespaces.
   *
   * @param withMonitoring whether Prometheus and the pods' metrics are asked too, which takes a
   *     second or two
   */
  public Snapshot read(List<String> namespaces, Instant now, boolean withMonitoring) {
    Set<String> lookAt = new LinkedHashSet<>(namespaces);
    boolean installed = ScaledObjects.areKnown(client);
    List<ScaledObject> scaledObjects = new ArrayList<>();
    List<Hpa> hpas = new ArrayList<>();
    List<Workload> workloads = new ArrayList<>();
    List<PodState> pods = new ArrayList<>();
    for (String namespace : lookAt) {
      if (installed) {
        scaledObjects.addAll(reading.listOf(() -> ScaledObjects.in(client, namespace, reading)));
      }
      reading
          .listOf(
              () ->
                  client
                      .autoscaling()
                      .v2()
                      .horizontalPodAutoscalers()
                      .inNamespace(namespace)
                      .list()
                      .getItems())
          .forEach(hpa -> hpas.add(Hpas.of(hpa)));
      workloads.addAll(deployments(namespace));
      reading
          .listOf(() -> client.pods().inNamespace(namespace).list().getItems())
          .forEach(pod -> pods.add(Workloads.of(pod)));
    }
    Monitoring monitoring =
        withMonitoring
            ? new MonitoringReader(client, reading)
                .read(lookAt, scaledObjects, pods, windows(scaledObjects, hpas))
            : new Monitoring(List.of(), List.of(), Map.of(), Map.of());
    return new Snapshot(
        now,
        List.copyOf(lookAt),
        new Keda(
            installed,
            deployments(KEDA),
            api("v1beta1.external.metrics.k8s.io"),
            api("v1beta1.metrics.k8s.io")),
        scaledObjects,
        hpas,
        workloads,
        pods,
        gpuNodes(),
        monitoring,
        reading.unreadable());
  }

  private List<Workload> deployments(String namespace) {
    return reading
        .listOf(() -> client.apps().deployments().inNamespace(namespace).list().getItems())
        .stream()
        .map(Workloads::of)
        .toList();
  }

  /** The nodes with GPUs; none where this user may not look at nodes. */
  public List<GpuNode> gpuNodes() {
    return reading.listOf(() -> client.nodes().list().getItems()).stream()
        .map(Workloads::gpus)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Keda.Api> api(String name) {
    return reading.of(
        () ->
            Optional.ofNullable(client.apiServices().withName(name).get()).map(ClusterReader::api),
        // Who may not look is told so; an absent API would be another finding.
        Optional.of(new Keda.Api(true, "keda (not looked at)", "")));
  }

  private static Keda.Api api(APIService service) {
    Optional<APIServiceCondition> available =
        Optional.ofNullable(service.getStatus())
            .map(status -> Fields.list(status.getConditions()))
            .orElse(List.of())
            .stream()
            .filter(condition -> condition.getType().equals("Available"))
            .findFirst();
    String backend =
        Optional.ofNullable(service.getSpec().getService())
            .map(one -> one.getNamespace() + "/" + one.getName())
            .orElse("the API server itself");
    return new Keda.Api(
        available.filter(condition -> condition.getStatus().equals("True")).isPresent(),
        backend,
        available.map(condition -> Fields.text(condition.getMessage())).orElse("no status yet"));
  }

  /**
   * For how long the HPA of a query remembers its values; only where there are replicas to take
   * away.
   */
  private static Map<String, Integer> windows(List<ScaledObject> scaledObjects, List<Hpa> hpas) {
    Map<String, Integer> windows = new HashMap<>();
    for (ScaledObject scaledObject : scaledObjects) {
      hpas.stream()
          .filter(hpa -> hpa.id().equals(scaledObject.namespace() + "/" + scaledObject.hpaName()))
          .filter(hpa -> hpa.currentReplicas() > hpa.minReplicas())
          .forEach(
              hpa ->
                  scaledObject
                      .triggers()
                      .forEach(
                          trigger -> windows.put(trigger.query(), hpa.scaleInWindowSeconds())));
    }
    return windows;
  }
}
