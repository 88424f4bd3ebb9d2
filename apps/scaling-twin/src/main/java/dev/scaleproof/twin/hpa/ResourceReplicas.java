package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Pod.Container;
import dev.scaleproof.twin.observed.Pod.Sample;
import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.spec.Metric;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replica counts from CPU and memory of pods: {@code GetResourceReplicas} (Utilization) and {@code
 * calcPlainMetricReplicas} (AverageValue) in {@code replica_calculator.go}. They differ only in how
 * a ratio is made and in what a pod without metrics is taken to use.
 */
final class ResourceReplicas {
  private final ControllerFlags flags;

  ResourceReplicas(ControllerFlags flags) {
    this.flags = flags;
  }

  Proposal propose(
      int currentReplicas,
      Metric.Resource metric,
      List<Pod> pods,
      Duration now,
      Tolerances tolerances) {
    Map<String, Long> usage = usage(pods, metric);
    if (pods.stream().allMatch(pod -> pod.sample() == null)) {
      throw new MetricUnavailable(
          "unable to get metrics for resource "
              + metric.name()
              + ": no metrics returned from resource metrics API");
    }
    PodGroups groups =
        PodGroups.of(
            pods,
            usage,
            metric.name().equals("cpu"),
            now,
            flags.cpuInitializationPeriod(),
            flags.initialReadinessDelay());
    usage.keySet().removeAll(groups.ignored());
    usage.keySet().removeAll(groups.unready());
    if (usage.isEmpty()) {
      throw new MetricUnavailable(
          "did not receive metrics for targeted pods (pods might be unready)");
    }
    boolean utilization = metric.target().kind() == Kind.UTILIZATION;
    Map<String, Long> requests = utilization ? requests(pods, metric) : Map.of();
    return propose(
        currentReplicas,
        metric.target().amount(),
        usage,
        requests,
        groups,
        tolerances,
        utilization);
  }

  private static Proposal propose(
      int currentReplicas,
      long target,
      Map<String, Long> usage,
      Map<String, Long> requests,
      PodGroups groups,
      Tolerances tolerances,
      boolean utilization) {
    Ratio first = Ratio.of(usage, requests, target, utilization);
    Proposal unchanged = first.proposal(currentReplicas);
    boolean upWithUnready = !groups.unready().isEmpty() && first.value > 1.0;
    if (!upWithUnready && groups.missing().isEmpty()) {
      return tolerances.isWithin(first.value)
          ? unchanged
          : first.proposal(GoNumber.toInt32(Math.ceil(first.value * groups.ready())));
    }
    if (first.value < 1.0) {
      for (String pod : groups.missing()) {
        usage.put(pod, assumed(pod, requests, target, utilization));
      }
    } else if (first.value > 1.0) {
      groups.missing().forEach(pod -> usage.put(pod, 0L));
    }
    if (upWithUnready) {
      groups.unready().forEach(pod -> usage.put(pod, 0L));
    }
    double second = Ratio.of(usage, requests, target, utilization).value;
    if (tolerances.isWithin(second) || turns(first.value, second)) {
      return unchanged;
    }
    int replicas = GoNumber.toInt32(Math.ceil(second * usage.size()));
    if ((second < 1.0 && replicas > currentReplicas)
        || (second > 1.0 && replicas < currentReplicas)) {
      return unchanged;
    }
    return first.proposal(replicas);
  }

  private static boolean turns(double first, double second) {
    return (first < 1.0 && second > 1.0) || (first > 1.0 && second < 1.0);
  }

  /** When scaling down: the whole request (or the target, if that is more), or the target. */
  private static long assumed(
      String pod, Map<String, Long> requests, long target, boolean utilization) {
    return utilization ? requests.getOrDefault(pod, 0L) * Math.max(100, target) / 100 : target;
  }

  /** GetResourceUtilizationRatio and GetMetricUsageRatio of {@code metrics/utilization.go}. */
  private record Ratio(double value, long averageMilli, @Nullable Integer utilization) {
    static Ratio of(
        Map<String, Long> usage, Map<String, Long> requests, long target, boolean utilization) {
      long total = 0;
      for (long value : usage.values()) {
        total += value;
      }
      long average = total / usage.size();
      if (!utilization) {
        return new Ratio((double) average / target, average, null);
      }
      long requested = 0;
      for (String pod : usage.keySet()) {
        requested += requests.getOrDefault(pod, 0L);
      }
      if (requested == 0) {
        throw new MetricUnavailable("no metrics returned matched known pods");
      }
      int percent = (int) (total * 100 / requested);
      return new Ratio((double) percent / target, average, percent);
    }

    Proposal proposal(int replicas) {
      return new Proposal(replicas, averageMilli, utilization);
    }
  }

  /** GetResourceMetric of {@code metrics/client.go}: a pod counts only with all its containers. */
  private static Map<String, Long> usage(List<Pod> pods, Metric.Resource metric) {
    Map<String, Long> usage = new HashMap<>();
    for (Pod pod : pods) {
      Sample sample = pod.sample();
      if (sample == null || sample.usage().isEmpty()) {
        continue;
      }
      Long total = 0L;
      for (Map.Entry<String, Map<String, Long>> container : sample.usage().entrySet()) {
        if (metric.container() == null || metric.container().equals(container.getKey())) {
          Long value = container.getValue().get(metric.name());
          total = total == null || value == null ? null : (Long) (total + value);
        }
      }
      boolean found = metric.container() == null || sample.usage().containsKey(metric.container());
      if (total != null && found) {
        usage.put(pod.name(), total);
      }
    }
    return usage;
  }

  /** calculatePodRequestsFromContainers. */
  private static Map<String, Long> requests(List<Pod> pods, Metric.Resource metric) {
    Map<String, Long> requests = new HashMap<>();
    for (Pod pod : pods) {
      long total = 0;
      boolean found = metric.container() == null;
      for (Container container : pod.containers()) {
        if (metric.container() == null || metric.container().equals(container.name())) {
          Long request = container.requests().get(metric.name());
          if (request == null) {
            throw new MetricUnavailable(
                "missing request for "
                    + metric.name()
                    + " in container "
                    + container.name()
                    + " of Pod "
                    + pod.name());
          }
          total += request;
          found = true;
        }
      }
      if (!found) {
        throw new MetricUnavailable(
            "container " + metric.container() + " not found in Pod " + pod.name());
      }
      requests.put(pod.name(), total);
    }
    return requests;
  }
}
