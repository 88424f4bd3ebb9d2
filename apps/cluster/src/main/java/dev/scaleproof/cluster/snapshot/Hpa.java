package dev.scaleproof.cluster.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A HorizontalPodAutoscaler.
 *
 * @param scaleInWindowSeconds its scale-down stabilization window
 * @param lastScaled when it last changed the count; empty if it never did
 */
public record Hpa(
    String namespace,
    String name,
    String targetKind,
    String targetName,
    int minReplicas,
    int maxReplicas,
    int currentReplicas,
    int desiredReplicas,
    List<Metric> metrics,
    int scaleInWindowSeconds,
    List<Condition> conditions,
    Instant createdAt,
    Optional<Instant> lastScaled) {
  /**
   * One metric of it.
   *
   * @param source Resource, External, Pods, Object or ContainerResource
   * @param perReplica whether target and current are averages over the replicas
   * @param current empty where the HPA shows `&lt;unknown&gt;`
   */
  public record Metric(
      String source, String name, boolean perReplica, double target, OptionalDouble current) {}

  /** "serving/keda-hpa-raw-vllm". */
  public String id() {
    return namespace + "/" + name;
  }

  /** Whether it reads them all: on an error it forgets the value of before. */
  public boolean readsEveryMetric() {
    return metrics.stream().allMatch(metric -> metric.current().isPresent());
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }
}
