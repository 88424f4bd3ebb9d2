package dev.scaleproof.cluster.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How metrics come to be.
 *
 * @param services of the namespaces with servers and of those that triggers point to
 * @param serviceMonitors empty as well where the prometheus-operator is not installed
 * @param servers by the server address that triggers name
 * @param exposed by pod ("namespace/name"): the metric names that it shows on /metrics itself
 */
public record Monitoring(
    List<ServiceState> services,
    List<ServiceMonitor> serviceMonitors,
    Map<String, Server> servers,
    Map<String, Set<String>> exposed) {
  /** A Service. */
  public record ServiceState(
      String namespace,
      String name,
      Map<String, String> labels,
      Map<String, String> selector,
      Map<String, Integer> ports) {
    public String id() {
      return namespace + "/" + name;
    }
  }

  /**
   * A ServiceMonitor.
   *
   * @param namespaces where its Services are; empty: in all
   * @param ports the named ports that it scrapes
   */
  public record ServiceMonitor(
      String namespace,
      String name,
      Map<String, String> selector,
      List<String> namespaces,
      List<String> ports) {
    public String id() {
      return namespace + "/" + name;
    }

    public boolean selects(ServiceState service) {
      return (namespaces.isEmpty() || namespaces.contains(service.namespace()))
          && Labels.match(selector, service.labels());
    }
  }

  /**
   * A Prometheus, asked as KEDA would ask it.
   *
   * @param failure why there is no answer; empty if there is one
   * @param names of all metrics that share a name's prefix with one that triggers ask for
   * @param scrapePools "serviceMonitor/namespace/name/index"; what this Prometheus was told to
   *     scrape
   * @param targets of those pools
   */
  public record Server(
      String address,
      String failure,
      Map<String, Answer> answers,
      Set<String> names,
      Set<String> scrapePools,
      List<Target> targets) {}

  /** A scrape target. */
  public record Target(String pool, String instance, boolean up, String lastError) {}

  /** What a query gave. */
  public sealed interface Answer {
    /**
     * One number, as KEDA wants it.
     *
     * @param window what it was in the HPA's scale-in window, the latest last; empty if it was not
     *     asked for
     */
    record Value(double value, List<Past> window) implements Answer {}

    /** More or fewer series than one. */
    record Series(int count) implements Answer {}

    /** Prometheus refused it. */
    record Refused(String message) implements Answer {}
  }

  /** What a query gave some time ago. */
  public record Past(Duration ago, double value) {}

  /** The answer to a trigger's query, if its Prometheus gave one. */
  public Optional<Answer> answerTo(ScaledObject.Trigger trigger) {
    return Optional.ofNullable(servers.get(trigger.serverAddress()))
        .map(server -> server.answers().get(trigger.query()));
  }
}
