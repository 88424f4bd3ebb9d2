package dev.scaleproof.cluster.cost;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.lease.GpuPrices;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where prices come from; use it as a picocli mixin. Not thread-safe. */
public final class PriceFlags {
  @Option(
      names = "--prices",
      defaultValue = "platform/cost-guard/gpu-prices.yaml",
      paramLabel = "FILE",
      description = "What GPUs cost (${DEFAULT-VALUE}).")
  private Path prices = Path.of("");

  /** Where they come from, for messages. */
  public String source() {
    return prices.toString();
  }

  /**
   * The price table.
   *
   * @throws ClusterException if it cannot be read
   */
  public GpuPrices table() {
    try {
      return GpuPrices.read(prices);
    } catch (IllegalArgumentException wrong) {
      throw ClusterException.wrongInput(String.valueOf(wrong.getMessage()));
    }
  }
}
