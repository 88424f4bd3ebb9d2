package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.Metric;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of one sync and what they ask for together: {@code computeReplicasForMetrics} of
 * {@code horizontal.go}. The highest valid proposal wins; if some metrics fail, only a scale-up may
 * go ahead.
 *
 * @param replicas the winning proposal; meaningless if {@code usable} is false
 * @param failures how many metrics failed
 */
record MetricComputation(
    int replicas, @Nullable Integer deciding, List<MetricStatus> statuses, int failures) {

  static MetricComputation of(
      HorizontalPodAutoscaler hpa,
      Workload workload,
      ExternalMetrics external,
      ResourceReplicas resources,
      Tolerances tolerances,
      Duration now) {
    List<MetricStatus> statuses = new ArrayList<>();
    int replicas = 0;
    Integer deciding = null;
    int failures = 0;
    for (Metric metric : hpa.metrics()) {
      MetricStatus status;
      try {
        status = status(metric, workload, external, resources, tolerances, now);
      } catch (MetricUnavailable e) {
        status = new MetricStatus(metric, null, null, null, null, e.getMessage());
        failures++;
      }
      Integer proposal = status.proposal();
      if (proposal != null && (replicas == 0 || proposal > replicas)) {
        replicas = proposal;
        deciding = statuses.size();
      }
      statuses.add(status);
    }
    return new MetricComputation(replicas, deciding, statuses, failures);
  }

  boolean usable(int specReplicas) {
    return failures < statuses.size() && (failures == 0 || replicas >= specReplicas);
  }

  MetricStatus firstFailure() {
    return statuses.stream().filter(status -> status.error() != null).findFirst().orElseThrow();
  }

  private static MetricStatus status(
      Metric metric,
      Workload workload,
      ExternalMetrics external,
      ResourceReplicas resources,
      Tolerances tolerances,
      Duration now) {
    int current = workload.specReplicas();
    long target = metric.target().amount();
    Long total = null;
    Proposal proposal;
    switch (metric) {
      case Metric.Resource resource ->
          proposal = resources.propose(current, resource, workload.pods(), now, tolerances);
      case Metric.External named -> {
        List<Long> values = external.values(named);
        total = values.stream().mapToLong(Long::longValue).sum();
        proposal =
            metric.target().kind() == Kind.AVERAGE_VALUE
                ? ExternalReplicas.perPod(workload.statusReplicas(), target, values, tolerances)
                : ExternalReplicas.total(current, target, values, workload, tolerances);
      }
    }
    return new MetricStatus(
        metric, total, proposal.usageMilli(), proposal.utilization(), proposal.replicas(), null);
  }
}
