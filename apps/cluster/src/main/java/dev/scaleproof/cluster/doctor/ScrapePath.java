package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Labels;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceMonitor;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceState;
import dev.scaleproof.cluster.snapshot.Monitoring.Target;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Workload;
import java.util.List;
import java.util.Optional;

/**
 * The way from a pod to Prometheus: Service, ServiceMonitor, its port, Prometheus' own selectors,
 * the target.
 */
final class ScrapePath {
  private static final String NAME = "scraped";

  private ScrapePath() {}

  /** Its first broken step, or one line that all is there. */
  static List<Finding> of(Snapshot snapshot, Workload workload, Server server) {
    List<ServiceState> services =
        snapshot.monitoring().services().stream()
            .filter(
                service ->
                    service.namespace().equals(workload.namespace())
                        && Labels.match(service.selector(), workload.podLabels()))
            .toList();
    if (services.isEmpty()) {
      return List.of(
          Finding.problem(
              NAME,
              workload.id(),
              "no Service selects its pods " + workload.podLabels(),
              "give it a Service whose selector matches, as serving/vllm-sim/service.yaml does"));
    }
    List<ServiceMonitor> monitors =
        snapshot.monitoring().serviceMonitors().stream()
            .filter(monitor -> services.stream().anyMatch(monitor::selects))
            .toList();
    if (monitors.isEmpty()) {
      return List.of(
          Finding.problem(
              NAME,
              workload.id(),
              "no ServiceMonitor selects Service %s with labels %s"
                  .formatted(services.getFirst().id(), services.getFirst().labels()),
              "give it a ServiceMonitor whose matchLabels match, as serving/vllm-sim/servicemonitor.yaml does"));
    }
    return monitors.stream()
        .map(monitor -> broken(monitor, services, server))
        .flatMap(Optional::stream)
        .findFirst()
        .map(List::of)
        .orElseGet(
            () ->
                List.of(
                    Finding.ok(
                        NAME, workload.id(), "by ServiceMonitor " + monitors.getFirst().id())));
  }

  private static Optional<Finding> broken(
      ServiceMonitor monitor, List<ServiceState> services, Server server) {
    ServiceState service = services.stream().filter(monitor::selects).findFirst().orElseThrow();
    for (String port : monitor.ports()) {
      if (!service.ports().containsKey(port)) {
        return Optional.of(
            Finding.problem(
                NAME,
                monitor.id(),
                "it scrapes port %s, but the ports of Service %s are called %s"
                    .formatted(port, service.id(), service.ports().keySet()),
                "set `port` in the endpoints of the ServiceMonitor to %s, or call that port of the Service %s"
                    .formatted(String.join(" or ", service.ports().keySet()), port)));
      }
    }
    String pool = "serviceMonitor/" + monitor.id() + "/";
    if (server.scrapePools().stream().noneMatch(name -> name.startsWith(pool))) {
      return Optional.of(
          Finding.problem(
              NAME,
              monitor.id(),
              "Prometheus at %s does not take this ServiceMonitor".formatted(server.address()),
              "compare its labels and namespace with serviceMonitorSelector and serviceMonitorNamespaceSelector:"
                  + " kubectl get prometheuses.monitoring.coreos.com -A -o yaml; a fresh one takes up to a minute"));
    }
    return server.targets().stream()
        .filter(target -> target.pool().startsWith(pool) && !target.up())
        .findFirst()
        .map(target -> down(monitor, target));
  }

  private static Finding down(ServiceMonitor monitor, Target target) {
    return Finding.problem(
        NAME,
        monitor.id(),
        "its target %s is down: %s".formatted(target.instance(), target.lastError()),
        "does the pod answer there, and does its NetworkPolicy let Prometheus in?");
  }
}
