package dev.scaleproof.cluster.spend;

/**
 * The formulas of the report. The guard's counters say what was spent; how much of it was idle is
 * sampled: GPU time while no request runs in the namespace, loading included, over GPU time under a
 * lease. Both samplings skip the same moments, so their ratio holds where Prometheus was away.
 *
 * @param since a duration as Prometheus writes them
 */
record Queries(String since) {
  private static final String LEASED =
      "max by (namespace, name) (costguard_gpus)"
          + " * on (namespace, name) group_right ()"
          + " (max by (namespace, name, owner, reason) (costguard_lease_active) == 1)";

  /** 1 where no request runs, also where nothing says so. */
  private static final String UNUSED =
      "((sum by (namespace) (vllm:num_requests_running) == bool 0)"
          + " or (max by (namespace) (costguard_gpus) * 0 + 1))";

  /** Whether the guard has ever been scraped in that time. */
  String known() {
    return "count(count_over_time(costguard_leader[%s]))".formatted(since);
  }

  String spentUsd() {
    return "sum by (owner, reason) (increase(costguard_spent_usd_total[%s]))".formatted(since);
  }

  String gpuSeconds() {
    return "sum by (owner, reason) (increase(costguard_gpu_seconds_total[%s]))".formatted(since);
  }

  String leased() {
    return sampled(LEASED);
  }

  String idle() {
    return sampled("(%s) * on (namespace) group_left () %s".formatted(LEASED, UNUSED));
  }

  private String sampled(String gpus) {
    return "sum by (owner, reason) (sum_over_time((%s)[%s:1m]))".formatted(gpus, since);
  }
}
