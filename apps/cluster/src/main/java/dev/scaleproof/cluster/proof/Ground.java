package dev.scaleproof.cluster.proof;

import java.util.Map;

/**
 * What a proof found before it changed anything.
 *
 * @param kubernetes the API server's version
 * @param scrapeSeconds Prometheus' interval for the simulator
 * @param replicas that were asked for
 * @param selector labels of the simulator's pods
 * @param profile the simulator's hardware, by its flag
 * @param slots requests that one replica runs at once, by its flag
 * @param skewSeconds what Prometheus' clock is ahead of this machine's
 */
record Ground(
    String kubernetes,
    double scrapeSeconds,
    int replicas,
    Map<String, String> selector,
    String profile,
    int slots,
    double skewSeconds) {
  Ground {
    selector = Map.copyOf(selector);
  }
}
