package dev.scaleproof.cluster.lease;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.WorstCase;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a lease can cost at most. Pure.
 *
 * @param type of the dearest GPU that its pods may land on
 * @param assumed whether no node says a type, so that it is the table's default
 */
public record Quote(WorstCase worstCase, String type, boolean assumed) {
  /**
   * Puts a price on a lease.
   *
   * @param nodes the GPU nodes that are up; none, or one without a type, stands for the table's
   *     default
   * @param table where the prices come from, for messages
   * @throws ClusterException if a node's GPU type has no price
   */
  public static Quote of(
      Duration lease,
      Duration drain,
      int replicas,
      int gpusPerReplica,
      List<GpuNode> nodes,
      GpuPrices prices,
      String table) {
    GpuPrices.Price price =
        nodes.stream()
            .filter(node -> !node.type().isEmpty())
            .map(node -> price(node, prices, table))
            .max(Comparator.comparingDouble(GpuPrices.Price::usdPerHour))
            .orElse(prices.standard());
    boolean assumed = nodes.stream().allMatch(node -> node.type().isEmpty());
    return new Quote(
        WorstCase.of(lease, drain, replicas, gpusPerReplica, price.usdPerHour()),
        price.type(),
        assumed);
  }

  private static GpuPrices.Price price(GpuNode node, GpuPrices prices, String table) {
    Optional<GpuPrices.Price> price = prices.of(node.type());
    return price.orElseThrow(
        () ->
            ClusterException.wrongInput(
                "no price for GPU type %s of node %s, so nobody can say what it may cost: add {type: …, usdPerHour: …, names: [%s]} to %s"
                    .formatted(node.type(), node.name(), node.type(), table)));
  }

  /** In USD, rounded up to the cent. */
  public double usd() {
    return worstCase.usdRoundedUp();
  }

  /** Two sentences: the money, and how it comes about. */
  public String words() {
    return "Worst case %s: %s of lease, %s until the guard acts, %s to drain; %s of %s, %s at $%s an hour%s."
        .formatted(
            Money.dollars(usd()),
            Words.duration(worstCase.lease()),
            Words.duration(GuardTimes.ALIVE),
            Words.duration(worstCase.drain()),
            Words.count(worstCase.replicas(), "replica"),
            Words.count(worstCase.gpus(), "GPU"),
            type,
            Words.number(worstCase.usdPerGpuHour()),
            assumed ? " (assumed: no node says its GPU type)" : "");
  }
}
