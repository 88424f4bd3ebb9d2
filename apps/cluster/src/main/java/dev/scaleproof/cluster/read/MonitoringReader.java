package dev.scaleproof.cluster.read;

import static dev.scaleproof.cluster.read.Fields.get;
import static dev.scaleproof.cluster.read.Fields.map;
import static dev.scaleproof.cluster.read.Fields.maps;
import static dev.scaleproof.cluster.read.Fields.strings;
import static dev.scaleproof.cluster.read.Fields.text;

import dev.scaleproof.cluster.read.ThroughApiServer.Backend;
import dev.scaleproof.cluster.snapshot.Labels;
import dev.scaleproof.cluster.snapshot.Monitoring;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceMonitor;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceState;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads how metrics come to be: Services, ServiceMonitors, the Prometheus that triggers ask, and
 * pods' own metrics.
 */
final class MonitoringReader {
  private static final ResourceDefinitionContext SERVICE_MONITOR =
      new ResourceDefinitionContext.Builder()
          .withGroup("monitoring.coreos.com")
          .withVersion("v1")
          .withKind("ServiceMonitor")
          .withPlural("servicemonitors")
          .withNamespaced(true)
          .build();

  /** Where KEDA's operator runs, whose DNS search list short addresses go through. */
  private static final String KEDA = "keda";

  private final KubernetesClient client;
  private final Reading reading;
  private final ThroughApiServer through;

  MonitoringReader(KubernetesClient client, Reading reading) {
    this.client = client;
    this.reading = reading;
    this.through = new ThroughApiServer(client);
  }

  /**
   * Reads it.
   *
   * @param windows by query: the scale-in window of the HPA that it drives, 0 while it drives none
   */
  Monitoring read(
      Set<String> namespaces,
      List<ScaledObject> scaledObjects,
      List<PodState> pods,
      Map<String, Integer> windows) {
    Map<String, Set<String>> queries = new LinkedHashMap<>();
    Set<String> lookAt = new LinkedHashSet<>(namespaces);
    lookAt.add("monitoring");
    for (ScaledObject scaledObject : scaledObjects) {
      for (ScaledObject.Trigger trigger : scaledObject.triggers()) {
        if (trigger.isPrometheus()) {
          queries
              .computeIfAbsent(trigger.serverAddress(), address -> new LinkedHashSet<>())
              .add(trigger.query());
          ServerAddress.of(trigger.serverAddress(), KEDA)
              .ifPresent(address -> lookAt.add(address.namespace()));
        }
      }
    }
    List<Service> services =
        lookAt.stream()
            .flatMap(
                namespace ->
                    reading
                        .listOf(
                            Part.SERVICES,
                            () -> client.services().inNamespace(namespace).list().getItems())
                        .stream())
            .toList();
    Map<String, Server> servers = new HashMap<>();
    queries.forEach(
        (address, asked) ->
            ServerAddress.of(address, KEDA)
                .flatMap(
                    inside -> find(services, inside).map(service -> transport(inside, service)))
                .map(
                    transport ->
                        new PrometheusReader(transport)
                            .ask(
                                address,
                                asked.stream()
                                    .collect(
                                        Collectors.toMap(
                                            query -> query,
                                            query -> windows.getOrDefault(query, 0)))))
                .ifPresent(server -> servers.put(address, server)));
    return new Monitoring(
        services.stream().map(MonitoringReader::state).toList(),
        lookAt.stream().flatMap(namespace -> monitors(namespace).stream()).toList(),
        servers,
        exposed(pods));
  }

  private static Optional<Service> find(List<Service> services, ServerAddress address) {
    return services.stream()
        .filter(service -> state(service).id().equals(address.id()))
        .findFirst();
  }

  private PrometheusReader.Transport transport(ServerAddress address, Service service) {
    return new ServiceRoute(through, address, () -> backend(service, address.port()));
  }

  private Optional<Backend> backend(Service service, int port) {
    Map<String, String> selector = map(service.getSpec().getSelector());
    if (selector.isEmpty()) {
      return Optional.empty();
    }
    return reading
        .listOf(
            Part.PODS,
            () ->
                client
                    .pods()
                    .inNamespace(service.getMetadata().getNamespace())
                    .withLabels(selector)
                    .list()
                    .getItems())
        .stream()
        .map(Workloads::of)
        .filter(PodState::ready)
        .findFirst()
        .map(pod -> new Backend(pod.namespace(), pod.name(), targetPort(service, port, pod)));
  }

  private static int targetPort(Service service, int port, PodState pod) {
    for (ServicePort one : service.getSpec().getPorts()) {
      if (one.getPort() == port && one.getTargetPort() != null) {
        String name = one.getTargetPort().getStrVal();
        return name == null
            ? one.getTargetPort().getIntVal()
            : pod.ports().getOrDefault(name, port);
      }
    }
    return port;
  }

  private static ServiceState state(Service service) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    Fields.list(service.getSpec().getPorts())
        .forEach(port -> ports.put(text(port.getName()), port.getPort()));
    return new ServiceState(
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        map(service.getMetadata().getLabels()),
        map(service.getSpec().getSelector()),
        ports);
  }

  private List<ServiceMonitor> monitors(String namespace) {
    return reading
        .listOf(
            Part.SERVICE_MONITORS,
            () ->
                client
                    .genericKubernetesResources(SERVICE_MONITOR)
                    .inNamespace(namespace)
                    .list()
                    .getItems())
        .stream()
        .map(MonitoringReader::monitor)
        .toList();
  }

  private static ServiceMonitor monitor(GenericKubernetesResource resource) {
    String namespace = resource.getMetadata().getNamespace();
    boolean any = Boolean.TRUE.equals(get(resource, "spec", "namespaceSelector", "any"));
    List<String> named =
        get(resource, "spec", "namespaceSelector", "matchNames") instanceof List<?> names
            ? names.stream().map(Fields::text).toList()
            : List.of(namespace);
    return new ServiceMonitor(
        namespace,
        resource.getMetadata().getName(),
        strings(get(resource, "spec", "selector", "matchLabels")),
        any ? List.of() : named,
        maps(get(resource, "spec", "endpoints")).stream()
            .map(endpoint -> text(endpoint.get("port")))
            .filter(port -> !port.isEmpty())
            .toList());
  }

  /** The names that one ready pod of each app shows: its siblings show the same. */
  private Map<String, Set<String>> exposed(List<PodState> pods) {
    Map<String, Set<String>> exposed = new HashMap<>();
    Set<Map<String, String>> asked = new LinkedHashSet<>();
    for (PodState pod : pods) {
      Integer port = pod.ports().get("http");
      if (!pod.ready() || port == null || !asked.add(Labels.withoutHash(pod.labels()))) {
        continue;
      }
      try {
        exposed.put(
            pod.id(),
            names(through.ofPod(new Backend(pod.namespace(), pod.name(), port), "/metrics")));
      } catch (IOException silent) {
        // Not every pod has metrics, and whether Prometheus gets them is looked at by itself.
      }
    }
    return exposed;
  }

  private static Set<String> names(String exposition) {
    Set<String> names = new TreeSet<>();
    exposition
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("[{\\s]", 2)[0])
        .filter(name -> name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*"))
        .forEach(names::add);
    return names;
  }
}
