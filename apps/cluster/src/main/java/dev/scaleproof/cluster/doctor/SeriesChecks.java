package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import dev.scaleproof.cluster.snapshot.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a trigger's query gives no series: nothing runs, renamed, other labels, or not scraped. */
final class SeriesChecks implements Check {
  private static final String NAME = "series";

  @Override
  public List<Finding> on(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    for (ScaledObject scaledObject : snapshot.scaledObjects()) {
      for (ScaledObject.Trigger trigger : scaledObject.triggers()) {
        if (trigger.isPrometheus()
            && snapshot.monitoring().answerTo(trigger).orElse(null)
                instanceof Answer.Series(int count)
            && count == 0) {
          findings.addAll(reasons(snapshot, scaledObject, trigger));
        }
      }
    }
    return findings;
  }

  private static List<Finding> reasons(
      Snapshot snapshot, ScaledObject scaledObject, ScaledObject.Trigger trigger) {
    Optional<Workload> target = snapshot.targetOf(scaledObject);
    Server server = snapshot.monitoring().servers().get(trigger.serverAddress());
    if (server == null) {
      return List.of();
    }
    List<PodState> pods = target.map(snapshot::podsOf).orElse(List.of());
    Set<String> names = MetricNames.in(trigger.query());
    for (PodState pod : pods) {
      Set<String> exposed = snapshot.monitoring().exposed().get(pod.id());
      if (exposed == null) {
        continue;
      }
      for (String name : names) {
        if (!exposed.contains(name) && MetricNames.closest(name, exposed).isPresent()) {
          return List.of(
              renamed(scaledObject, pod, name, MetricNames.closest(name, exposed).get()));
        }
      }
    }
    List<Finding> path =
        target
            .filter(
                workload -> snapshot.sees(Part.SERVICES) && snapshot.sees(Part.SERVICE_MONITORS))
            .map(workload -> ScrapePath.of(snapshot, workload, server))
            .orElse(List.of());
    if (path.stream().anyMatch(step -> step.level() == Finding.Level.PROBLEM)) {
      return path;
    }
    if (pods.stream().noneMatch(PodState::ready)) {
      String state =
          target.filter(workload -> workload.desired() > 0).isPresent()
              ? "no pod is ready yet"
              : "0 replicas, so nothing reports";
      return List.of(
          Finding.note(
              NAME,
              scaledObject.id(),
              "%s has no series: %s".formatted(trigger.query(), state),
              ""));
    }
    for (String name : names) {
      if (server.names().contains(name)) {
        return List.of(
            Finding.problem(
                NAME,
                scaledObject.id(),
                "Prometheus has %s, but nothing that matches %s".formatted(name, trigger.query()),
                "compare the query's labels with those of `%s` in Prometheus; a fresh pod takes one scrape interval"
                    .formatted(name)));
      }
    }
    return List.of(
        Finding.problem(
            NAME,
            scaledObject.id(),
            "%s has no series although a pod is ready and Prometheus knows where to scrape it"
                .formatted(trigger.query()),
            "wait one scrape interval; then compare the names in the query with the pod's own /metrics"));
  }

  private static Finding renamed(
      ScaledObject scaledObject, PodState pod, String asked, String shown) {
    String version =
        asked.equals("vllm:gpu_cache_usage_perc")
            ? " (vLLM V1 renamed it)"
            : asked.equals("vllm:kv_cache_usage_perc") ? " (this is vLLM's V0 engine)" : "";
    return Finding.problem(
        "renamed-metric",
        scaledObject.id(),
        "the query asks for %s, but pod %s shows %s%s".formatted(asked, pod.id(), shown, version),
        "replace %s by %s in `query` of the ScaledObject".formatted(asked, shown));
  }
}
