package dev.scaleproof.cluster.cost;

import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What GPUs cost on one cluster. The bill is by node: a GPU node costs the same whether a pod uses
 * it or not.
 *
 * @param type the GPU type that the next GPU is assumed to have
 * @param usdPerGpuHour its price
 * @param nodes what each GPU node that is up costs
 * @param remarks what was assumed, one sentence each
 */
public record GpuBill(
    String type, double usdPerGpuHour, List<NodeCost> nodes, List<String> remarks) {
  /**
   * A node that is up.
   *
   * @param used whether a pod of the namespaces that were looked at holds a GPU of it
   */
  public record NodeCost(String node, String type, int gpus, Money money, boolean used) {}

  /** Puts prices on a snapshot. */
  public static GpuBill of(Snapshot snapshot, GpuPrices prices) {
    return of(snapshot.gpuNodes(), snapshot.pods(), prices);
  }

  /** Puts prices on nodes; `pods` say which of them are used. */
  public static GpuBill of(List<GpuNode> gpuNodes, List<PodState> pods, GpuPrices prices) {
    Set<String> remarks = new LinkedHashSet<>();
    List<NodeCost> nodes = new ArrayList<>();
    GpuPrices.Price next = prices.standard();
    boolean known = false;
    for (GpuNode node : gpuNodes) {
      Optional<GpuPrices.Price> price = prices.of(node.type());
      if (price.isEmpty()) {
        remarks.add(
            node.type().isEmpty()
                ? "node %s does not say its GPU type: %s is assumed"
                    .formatted(node.name(), prices.standard().type())
                : "no price for GPU type %s of node %s: add it to platform/cost-guard/gpu-prices.yaml; %s is assumed"
                    .formatted(node.type(), node.name(), prices.standard().type()));
      } else if (!known) {
        next = price.get();
        known = true;
      }
      GpuPrices.Price paid = price.orElse(prices.standard());
      nodes.add(
          new NodeCost(
              node.name(),
              node.type().isEmpty() ? paid.type() : node.type(),
              node.gpus(),
              new Money(node.gpus() * paid.usdPerHour()),
              isUsed(node, pods)));
    }
    if (gpuNodes.isEmpty()) {
      remarks.add("no GPU node is up: %s is assumed for what it would cost".formatted(next.type()));
    }
    return new GpuBill(next.type(), next.usdPerHour(), List.copyOf(nodes), List.copyOf(remarks));
  }

  private static boolean isUsed(GpuNode node, List<PodState> pods) {
    return pods.stream()
        .anyMatch(pod -> pod.gpus() > 0 && pod.holdsItsNode() && pod.node().equals(node.name()));
  }

  /** What all GPU nodes that are up cost. */
  public Money now() {
    return new Money(nodes.stream().mapToDouble(node -> node.money().usdPerHour()).sum());
  }

  /** What some GPUs of the assumed type cost. */
  public Money ofGpus(int gpus) {
    return new Money(gpus * usdPerGpuHour);
  }
}
