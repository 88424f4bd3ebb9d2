package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.Hpa;
import dev.scaleproof.cluster.snapshot.Keda;
import dev.scaleproof.cluster.snapshot.Monitoring;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
  private static final String KEDA = "keda";

  private final KubernetesClient client;
  private final Reading reading = new Reading();

  public ClusterReader(ClusterConnection connection) {
    this.client = connection.client();
  }

  /** What `status` shows: scalers, what they scale, and the GPUs. */
  public Snapshot scalers(List<String> namespaces, Instant now) {
    return read(namespaces, now, false);
  }

  /**
   * All that `doctor` judges: KEDA's parts and Prometheus too, which takes a second or two more.
   */
  public Snapshot everything(List<String> namespaces, Instant now) {
    return read(namespaces, now, true);
  }

  private Snapshot read(List<String> namespaces, Instant now, boolean everything) {
    Set<String> lookAt = new LinkedHashSet<>(namespaces);
    boolean installed = ScaledObjects.areKnown(client);
    List<ScaledObject> scaledObjects = installed ? scaledObjects(lookAt) : List.of();
    List<Hpa> hpas = new ArrayList<>();
    List<Workload> workloads = new ArrayList<>();
    List<PodState> pods = new ArrayList<>();
    for (String namespace : lookAt) {
      hpas.addAll(hpas(namespace));
      workloads.addAll(deployments(Part.DEPLOYMENTS, namespace));
      reading
          .listOf(Part.PODS, () -> client.pods().inNamespace(namespace).list().getItems())
          .forEach(pod -> pods.add(Workloads.of(pod)));
    }
    return new Snapshot(
        now,
        List.copyOf(lookAt),
        everything
            ? keda(installed)
            : new Keda(installed, List.of(), Optional.empty(), Optional.empty()),
        scaledObjects,
        hpas,
        workloads,
        pods,
        gpuNodes().orElse(List.of()),
        everything
            ? new MonitoringReader(client, reading)
                .read(lookAt, scaledObjects, pods, windows(scaledObjects, hpas))
            : new Monitoring(List.of(), List.of(), Map.of(), Map.of()),
        new LeaseReader(client, reading).read(lookAt, everything),
        reading.unseen());
  }

  /**
   * Those of all namespaces.
   *
   * @throws KubernetesClientException if this user may not list them in any
   */
  private List<ScaledObject> scaledObjects(Set<String> namespaces) {
    List<ScaledObject> found = new ArrayList<>();
    for (String namespace : namespaces) {
      found.addAll(
          reading.listOf(Part.SCALED_OBJECTS, () -> ScaledObjects.in(client, namespace, reading)));
    }
    long refused =
        reading.unseen().stream().filter(one -> one.part() == Part.SCALED_OBJECTS).count();
    return refused < namespaces.size()
        ? found
        : ScaledObjects.in(client, namespaces.iterator().next(), reading);
  }

  private List<Hpa> hpas(String namespace) {
    return reading
        .listOf(
            Part.HPAS,
            () ->
                client
                    .autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace(namespace)
                    .list()
                    .getItems())
        .stream()
        .map(Hpas::of)
        .toList();
  }

  private List<Workload> deployments(Part part, String namespace) {
    return reading
        .listOf(part, () -> client.apps().deployments().inNamespace(namespace).list().getItems())
        .stream()
        .map(Workloads::of)
        .toList();
  }

  /** The nodes with GPUs; empty where this user may not look at nodes. */
  public Optional<List<GpuNode>> gpuNodes() {
    Optional<List<Node>> nodes =
        reading.of(
            Part.NODES, () -> Optional.of(client.nodes().list().getItems()), Optional.empty());
    return nodes.map(all -> all.stream().map(Workloads::gpus).flatMap(Optional::stream).toList());
  }

  private Keda keda(boolean installed) {
    return new Keda(
        installed,
        deployments(Part.KEDA, KEDA),
        api("v1beta1.external.metrics.k8s.io"),
        api("v1beta1.metrics.k8s.io"));
  }

  private Optional<Keda.Api> api(String name) {
    return reading.of(
        Part.METRICS_APIS,
        () ->
            Optional.ofNullable(client.apiServices().withName(name).get()).map(ClusterReader::api),
        Optional.empty());
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
