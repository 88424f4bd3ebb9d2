package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.lease.GpuPrices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * GPU seconds and money of a span of time.
 *
 * @param gpuSeconds of all GPUs together
 * @param usd their price
 * @param gpus that are held at its end
 */
public record Charge(double gpuSeconds, double usd, int gpus) {
  static final Charge NONE = new Charge(0, 0, 0);

  private static final double MILLIS = 1000;
  private static final double SECONDS_PER_HOUR = 3600;

  /**
   * Each pod counts from the later of `from` and when it took its GPUs, to the earlier of `to` and
   * its end, at the price of its node's GPU type.
   */
  static Charge between(
      Instant from, Instant to, List<GpuPod> pods, List<GpuNode> nodes, GpuPrices prices) {
    double gpuSeconds = 0;
    double usd = 0;
    int gpus = 0;
    for (GpuPod pod : pods) {
      if (pod.since() == null) {
        continue;
      }
      Instant begin = from.isAfter(pod.since()) ? from : pod.since();
      Instant end = pod.until() != null && pod.until().isBefore(to) ? pod.until() : to;
      if (end.isAfter(begin)) {
        double seconds = Duration.between(begin, end).toMillis() / MILLIS * pod.gpus();
        gpuSeconds += seconds;
        usd += seconds / SECONDS_PER_HOUR * usdPerHour(pod.node(), nodes, prices);
      }
      gpus += pod.holds() ? pod.gpus() : 0;
    }
    return new Charge(gpuSeconds, usd, gpus);
  }

  /**
   * The price of a node's GPUs: the table's default where it does not say a type, the highest of
   * the table where it says an unknown one.
   */
  public static double usdPerHour(String node, List<GpuNode> nodes, GpuPrices prices) {
    String type =
        nodes.stream()
            .filter(one -> one.name().equals(node))
            .map(GpuNode::type)
            .findFirst()
            .orElse("");
    return (type.isEmpty() ? prices.standard() : prices.of(type).orElseGet(prices::dearest))
        .usdPerHour();
  }
}
