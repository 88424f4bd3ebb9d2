package dev.scaleproof.cluster.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scaleproof.cluster.snapshot.GpuNode;
import dev.scaleproof.cluster.snapshot.Scene;
import dev.scaleproof.lease.GpuPrices;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuBillTest {
  private static final GpuPrices PRICES =
      GpuPrices.parse(
          """
          default: l4
          gpus:
            - {type: l4, usdPerHour: 0.8, names: [NVIDIA-L4]}
            - {type: h100, usdPerHour: 7, names: [NVIDIA-H100]}
          """,
          "test");

  @Test
  void nodesCostWhetherAPodUsesThemOrNot() {
    GpuBill bill =
        GpuBill.of(
            List.of(new GpuNode("gpu-node", 1, "NVIDIA-L4"), new GpuNode("big", 8, "NVIDIA-H100")),
            List.of(Scene.pod("serving", "raw-vllm", "raw-vllm-1", 1)),
            PRICES);

    assertThat(bill.now().usdPerHour()).isCloseTo(56.8, within(1e-9));
    assertThat(bill.nodes()).extracting(GpuBill.NodeCost::used).containsExactly(true, false);
    assertThat(bill.remarks()).isEmpty();
  }

  @Test
  void theNextGpuIsTakenForOneLikeThoseThatAreUp() {
    GpuBill bill = GpuBill.of(List.of(new GpuNode("n", 1, "NVIDIA-H100")), List.of(), PRICES);

    assertThat(bill.ofGpus(2).usdPerHour()).isEqualTo(14);
  }

  @Test
  void anUnknownTypeIsSaidToBe() {
    GpuBill bill = GpuBill.of(List.of(new GpuNode("n", 1, "NVIDIA-B300")), List.of(), PRICES);

    assertThat(bill.remarks())
        .containsExactly(
            "no price for GPU type NVIDIA-B300 of node n: add it to platform/cost-guard/gpu-prices.yaml; l4 is assumed");
    assertThat(bill.now().usdPerHour()).isEqualTo(0.8);
  }

  @Test
  void aNodeWithoutLabelsIsSaidToBeOne() {
    assertThat(GpuBill.of(List.of(new GpuNode("n", 1, "")), List.of(), PRICES).remarks())
        .containsExactly("node n does not say its GPU type: l4 is assumed");
  }

  @Test
  void nothingUpCostsNothingButTheAssumptionIsSaid() {
    GpuBill bill = GpuBill.of(List.of(), List.of(), PRICES);

    assertThat(bill.now().usdPerHour()).isZero();
    assertThat(bill.remarks())
        .containsExactly("no GPU node is up: l4 is assumed for what it would cost");
  }

  @Test
  void withoutALookAtNodesItIsThePodsThatCount() {
    GpuBill bill =
        GpuBill.ofPods(
            List.of(
                Scene.pod("serving", "raw-vllm", "raw-vllm-1", 1),
                Scene.stuck("serving", "raw-vllm", "no node", "")),
            PRICES);

    assertThat(bill.now().usdPerHour()).isEqualTo(0.8);
    assertThat(bill.remarks())
        .containsExactly("nodes cannot be looked at: GPUs are counted by pods, and l4 is assumed");
  }

  @Test
  void moneyIsSaidForAnHourADayAndAMonth() {
    assertThat(new Money(0.8048).words()).isEqualTo("$0.80 an hour, $19 a day, $588 a month");
    assertThat(Money.dollars(1234.5)).isEqualTo("$1,235");
  }
}
