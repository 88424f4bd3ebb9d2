package dev.scaleproof.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.lease.GpuPrices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuoteTest {
  private static final String TABLE = "../../platform/cost-guard/gpu-prices.yaml";

  private static Quote quote(GpuNode... nodes) {
    return Quote.of(
        Duration.ofMinutes(30),
        Duration.ofSeconds(150),
        1,
        1,
        List.of(nodes),
        GpuPrices.read(Path.of(TABLE)),
        TABLE);
  }

  @Test
  void withoutANodeTheDefaultIsAssumed() {
    assertThat(quote().words())
        .isEqualTo(
            "Worst case $0.44: 30 min of lease, 10 s until the guard acts, 2 min to drain; 1 replica of 1 GPU,"
                + " l4 at $0.805 an hour (assumed: no node says its GPU type).");
  }

  @Test
  void theDearestNodeCounts() {
    Quote quote = quote(new GpuNode("a", 1, "NVIDIA-L4"), new GpuNode("b", 1, "NVIDIA-L40S"));

    assertThat(quote.type()).isEqualTo("l40s");
    assertThat(quote.usd()).isEqualTo(1.02);
    assertThat(quote.words()).doesNotContain("assumed");
  }

  @Test
  void aNodeThatSaysNothingIsAssumed() {
    assertThat(quote(new GpuNode("a", 1, "")).words()).contains("l4 at $0.805", "assumed");
  }

  @Test
  void aTypeWithoutAPriceIsRefused() {
    assertThatThrownBy(() -> quote(new GpuNode("a", 1, "NVIDIA-X9")))
        .hasMessageContaining("no price for GPU type NVIDIA-X9 of node a")
        .hasMessageContaining("names: [NVIDIA-X9]} to " + TABLE);
  }
}
