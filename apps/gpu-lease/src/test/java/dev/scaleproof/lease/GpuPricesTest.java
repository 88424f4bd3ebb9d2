package dev.scaleproof.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuPricesTest {
  private static final GpuPrices SHIPPED =
      GpuPrices.read(Path.of("../../platform/cost-guard/gpu-prices.yaml"));

  @ParameterizedTest
  @CsvSource({
    "l4, l4",
    "NVIDIA-L4, l4",
    "nvidia-l4, l4",
    "NVIDIA-L4-SHARED, l4",
    "Tesla-T4, t4",
    "NVIDIA-A100-SXM4-40GB, a100-40gb",
    "nvidia-a100-80gb, a100-80gb",
    "nvidia-h100-80gb, h100"
  })
  void knowsTheNamesThatNodesUse(String name, String type) {
    assertThat(SHIPPED.of(name).orElseThrow().type()).isEqualTo(type);
  }

  @Test
  void knowsItsLimits() {
    assertThat(SHIPPED.of("NVIDIA-B300")).isEmpty();
    assertThat(SHIPPED.of("")).isEmpty();
  }

  @Test
  void refusesWhatIsNoTable() {
    assertThatThrownBy(() -> GpuPrices.read(Path.of("nowhere.yaml")))
        .hasMessageContaining("nowhere.yaml: no price table");
    assertThatThrownBy(() -> GpuPrices.parse("{", "x.yaml")).hasMessage("x.yaml: not YAML");
    assertThatThrownBy(() -> GpuPrices.parse("", "x.yaml")).hasMessageStartingWith("x.yaml: ");
    assertThatThrownBy(() -> GpuPrices.parse("default: l4\ngpus: []", "x.yaml"))
        .hasMessageContaining("`default` must be one of the types");
    assertThatThrownBy(
            () ->
                GpuPrices.parse(
                    "default: l4\ngpus: [{type: l4, usdPerHour: -1, names: []}]", "x.yaml"))
        .hasMessageContaining("usdPerHour above 0");
    assertThatThrownBy(
            () -> GpuPrices.parse("default: l4\ngpus: [{type: l4, usdPerHour: 1}]", "x.yaml"))
        .hasMessageContaining("names");
  }
}
