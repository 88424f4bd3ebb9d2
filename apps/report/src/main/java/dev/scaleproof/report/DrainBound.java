package dev.scaleproof.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shortest time in which any autoscaler with a given maximum could finish a closed-loop burst:
 * one that has all replicas ready before the first request and spreads the work perfectly. Two
 * limits hold for it, and the larger one is the bound:
 *
 * <ul>
 *   <li>work: a step yields at most one token for each slot, so the replicas together need at least
 *       {@code tokens / slots} steps and the compute of every prompt token;
 *   <li>chain: a user sends a request when the one before has ended, and none is faster than alone
 *       on an idle replica.
 * </ul>
 *
 * <p>Reading the KV cache and the gateway's time count as nothing, so no real run can reach it.
 */
public final class DrainBound {
  private DrainBound() {}

  /**
   * The bound for a burst, in simulated seconds.
   *
   * @param lines the burst; failed requests count as no work
   * @param maxReplicas that the autoscaler may have, at least 1
   * @param slots requests that one replica runs at once
   */
  public static double seconds(
      Result.StepCost cost, List<RequestLine> lines, int maxReplicas, int slots) {
    double work = 0;
    Map<Integer, Double> chains = new HashMap<>();
    for (RequestLine line : lines) {
      if (line.isOk()) {
        // The first token of an answer comes out of the prefill's step.
        double compute =
            cost.prefillTokenSeconds() * line.promptTokens()
                + cost.sequenceSeconds() * Math.max(0, line.tokens() - 1);
        work += cost.baseSeconds() * line.tokens() / slots + compute;
        chains.merge(line.user(), cost.baseSeconds() * line.tokens() + compute, Double::sum);
      }
    }
    double chain = chains.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return Math.round(1000 * Math.max(work / maxReplicas, chain)) / 1000.0;
  }
}
