package dev.scaleproof.cluster.cost;

import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.PodState;
import dev.scaleproof.cluster.snapshot.Snapshot;
import dev.scaleproof.cluster.snapshot.Unseen;
import dev.scaleproof.lease.GpuPrices;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
    return snapshot.sees(Unseen.Part.NODES)
        ? of(snapshot.gpuNodes(), snapshot.pods(), prices)
        : ofPods(snapshot.pods(), prices);
  }

  /** Without a look at nodes: those that GPU pods are on, at the GPUs that the pods hold. */
  public static GpuBill ofPods(List<PodState> pods, GpuPrices prices) {
    Map<String, Integer> gpus = new TreeMap<>();
    pods.stream()
        .filter(pod -> pod.gpus() > 0 && pod.holdsItsNode())
        .forEach(pod -> gpus.merge(pod.node(), pod.gpus(), Integer::sum));
    GpuPrices.Price price = prices.standard();
    return new GpuBill(
        price.type(),
        price.usdPerHour(),
        gpus.entrySet().stream()
            .map(
                node ->
                    new NodeCost(
                        node.getKey(),
                        price.type(),
                        node.getValue(),
                        new Money(node.getValue() * price.usdPerHour()),
                        true))
            .toList(),
        List.of(
            "nodes cannot be looked at: GPUs are counted by pods, and %s is assumed"
                .formatted(price.type())));
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
