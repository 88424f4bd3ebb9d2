package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.quantity.GoNumber;
import java.util.List;

/**
 * Replica counts from External metrics ({@code replica_calculator.go}). The values of all returned
 * series are added; pods that are missing or not ready play no part, except that targets of type
 * Value count the ready ones.
 */
final class ExternalReplicas {
  private ExternalReplicas() {}

  /** GetExternalPerPodMetricReplicas: a target of type AverageValue. */
  static Proposal perPod(
      int statusReplicas, long targetMilli, List<Long> valuesMilli, Tolerances tolerances) {
    long usage = 0;
    for (long value : valuesMilli) {
      usage += value;
      if (usage < 0) {
        // Meant for an overflow; a negative metric ends up here too, and asks for everything.
        usage = Long.MAX_VALUE;
        break;
      }
    }
    int replicas = statusReplicas;
    double ratio = usage / ((double) targetMilli * statusReplicas);
    if (!tolerances.isWithin(ratio)) {
      double wanted = Math.ceil((double) usage / targetMilli);
      replicas = wanted > Integer.MAX_VALUE ? Integer.MAX_VALUE : GoNumber.toInt32(wanted);
    }
    long average =
        (double) usage >= (double) Long.MAX_VALUE
            ? Long.MAX_VALUE
            : GoNumber.toInt64(Math.ceil((double) usage / statusReplicas));
    return new Proposal(replicas, average, null);
  }

  /** GetExternalMetricReplicas: a target of type Value. */
  static Proposal total(
      int currentReplicas,
      long targetMilli,
      List<Long> valuesMilli,
      Workload workload,
      Tolerances tolerances) {
    long usage = 0;
    for (long value : valuesMilli) {
      if (value > 0 && usage > Long.MAX_VALUE - value) {
        usage = Long.MAX_VALUE;
        break;
      }
      usage += value;
    }
    double ratio = (double) usage / targetMilli;
    return new Proposal(byRatio(currentReplicas, ratio, workload, tolerances), usage, null);
  }

  /** getUsageRatioReplicaCount. */
  private static int byRatio(
      int currentReplicas, double ratio, Workload workload, Tolerances tolerances) {
    if (currentReplicas == 0) {
      return GoNumber.toInt32(Math.ceil(ratio));
    }
    if (tolerances.isWithin(ratio)) {
      return currentReplicas;
    }
    if (workload.statusReplicas() == 0 && workload.pods().isEmpty()) {
      throw new MetricUnavailable(
          "unable to calculate ready pods: no pods returned by selector while calculating replica"
              + " count");
    }
    double replicas = ratio * workload.readyReplicas();
    return replicas > Integer.MAX_VALUE ? Integer.MAX_VALUE : GoNumber.toInt32(Math.ceil(replicas));
  }
}
