package dev.scaleproof.demo.run;

import dev.scaleproof.twin.PrometheusMetrics;
import dev.scaleproof.twin.ScalingTwin;
import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.promql.SampleStore;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;

/**
 * What decides in one run.
 *
 * @param name {@code keda} or {@code cpu-hpa}: names the run's files
 * @param manifest path of its manifest, as the user gave it
 * @param namespace of the manifest, and so of the pods
 * @param target the workload's name
 * @param paused it makes no decision
 * @param settleTime how long after the last change nothing more is to be expected of it
 */
public record Autoscaler(
    String name,
    String manifest,
    String namespace,
    String target,
    int minReplicas,
    int maxReplicas,
    boolean paused,
    Duration settleTime,
    ScalingTwin twin,
    MetricSource metrics,
    SampleStore store) {
  /** The HPA's default scale-down window, when its behavior names none. */
  private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

  /** Room for a scrape, a poll and a sync or two. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** KEDA and the HPA that it makes. */
  public static Autoscaler keda(String manifest, ScaledObject scaledObject) {
    SampleStore store = new SampleStore();
    Duration window =
        scaledObject.behavior() == null
                || scaledObject.behavior().scaleDown().stabilizationWindowSeconds() == null
            ? DEFAULT_WINDOW
            : Duration.ofSeconds(scaledObject.behavior().scaleDown().stabilizationWindowSeconds());
    return new Autoscaler(
        "keda",
        manifest,
        scaledObject.namespace(),
        scaledObject.target().name(),
        scaledObject.idleReplicaCount().orElse(scaledObject.minReplicaCount()),
        scaledObject.maxReplicaCount(),
        scaledObject.pause().paused(),
        window.plus(scaledObject.cooldownPeriod()).plus(scaledObject.pollingInterval()).plus(SLACK),
        ScalingTwin.of(scaledObject),
        PrometheusMetrics.of(scaledObject, store),
        store);
  }

  /** The same under another name, with metrics from elsewhere. */
  public Autoscaler as(String otherName, MetricSource others) {
    return new Autoscaler(
        otherName,
        manifest,
        namespace,
        target,
        minReplicas,
        maxReplicas,
        paused,
        settleTime,
        twin,
        others,
        store);
  }

  /** A plain HPA on CPU. */
  public static Autoscaler cpu(String manifest, HorizontalPodAutoscaler autoscaler) {
    Duration window =
        autoscaler.behavior() == null
                || autoscaler.behavior().scaleDown().stabilizationWindowSeconds() == null
            ? DEFAULT_WINDOW
            : Duration.ofSeconds(autoscaler.behavior().scaleDown().stabilizationWindowSeconds());
    return new Autoscaler(
        "cpu-hpa",
        manifest,
        autoscaler.namespace(),
        autoscaler.target().name(),
        autoscaler.minReplicas(),
        autoscaler.maxReplicas(),
        false,
        window.plus(SLACK),
        ScalingTwin.of(autoscaler),
        (request, now) -> Answer.failed("no external metrics here"),
        new SampleStore());
  }
}
