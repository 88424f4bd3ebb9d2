package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.wording.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Do the triggers point to a Prometheus that answers, and does it answer with one number? */
final class PrometheusChecks implements Check {
  private static final int PROMETHEUS_PORT = 9090;

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      for (ScaledObject.Trigger trigger : scaledObject.triggers()) {
        if (!trigger.isPrometheus()) {
          continue;
        }
        if (snapshot.sees(Part.SERVICES)) {
          findings.add(server(snapshot, scaledObject, trigger.serverAddress()));
        }
        snapshot
            .monitoring()
            .answerTo(trigger)
            .flatMap(answer -> answer(scaledObject, trigger, answer))
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Finding server(Snapshot snapshot, ScaledObject scaledObject, String address) {
    Optional<ServerAddress> inside = ServerAddress.of(address, "keda");
    if (inside.isEmpty()) {
      return Finding.note(
          "prometheus-service",
          scaledObject.id(),
          "serverAddress %s is not a Service of this cluster, so it cannot be checked from here"
              .formatted(address),
          "");
    }
    Optional<ServiceState> service =
        snapshot.monitoring().services().stream()
            .filter(one -> one.id().equals(inside.get().id()))
            .findFirst();
    if (service.isEmpty()) {
      return Finding.problem(
          "prometheus-service",
          scaledObject.id(),
          "serverAddress %s points to Service %s, which is not there"
              .formatted(address, inside.get().id()),
          candidates(snapshot));
    }
    if (!service.get().ports().containsValue(inside.get().port())) {
      return Finding.problem(
          "prometheus-service",
          scaledObject.id(),
          "Service %s has no port %d, only %s"
              .formatted(inside.get().id(), inside.get().port(), service.get().ports().values()),
          "set the port in serverAddress of the ScaledObject");
    }
    Server server = snapshot.monitoring().servers().get(address);
    if (server == null || !server.failure().isEmpty()) {
      return Finding.problem(
          "prometheus-answers",
          inside.get().id(),
          "no answer from %s: %s"
              .formatted(address, server == null ? "not asked" : server.failure()),
          "kubectl -n %s get pods,prometheuses.monitoring.coreos.com"
              .formatted(inside.get().namespace()));
    }
    return Finding.ok("prometheus-answers", inside.get().id(), "answers at " + address);
  }

  private static String candidates(Snapshot snapshot) {
    List<String> found =
        snapshot.monitoring().services().stream()
            .filter(
                service ->
                    service.ports().containsValue(PROMETHEUS_PORT)
                        || service.name().contains("prometheus"))
            .flatMap(
                service ->
                    service.ports().values().stream()
                        .filter(port -> port == PROMETHEUS_PORT || port == 80)
                        .map(
                            port ->
                                "http://%s.%s.svc:%d"
                                    .formatted(service.name(), service.namespace(), port)))
            .distinct()
            .toList();
    return found.isEmpty()
        ? "no Service here looks like a Prometheus: install platform/monitoring"
        : "set serverAddress of the ScaledObject to " + String.join(" or ", found);
  }

  private static Optional<Finding> answer(
      ScaledObject scaledObject, ScaledObject.Trigger trigger, Answer answer) {
    return switch (answer) {
      case Answer.Value value ->
          Optional.of(
              Finding.ok(
                  "query",
                  scaledObject.id(),
                  "%s = %s".formatted(trigger.query(), Words.number(value.value()))));
      case Answer.Refused refused ->
          Optional.of(
              Finding.problem(
                  "query",
                  scaledObject.id(),
                  "Prometheus refuses %s: %s".formatted(trigger.query(), refused.message()),
                  "mend `query` of the ScaledObject"));
      case Answer.Series series when series.count() > 1 ->
          Optional.of(
              Finding.problem(
                  "query",
                  scaledObject.id(),
                  "%s gives %d series, and KEDA takes only one"
                      .formatted(trigger.query(), series.count()),
                  "wrap it in sum(…), or in max(…) if every replica reports the same value"));
      // Why there are none is a question of its own: SeriesChecks.
      case Answer.Series none -> Optional.empty();
    };
  }
}
