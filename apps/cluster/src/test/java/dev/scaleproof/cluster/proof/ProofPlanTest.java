package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.cluster.connection.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofPlanTest {
  @TempDir Path folder;

  @Test
  void theShippedScaledObjectGoesFromOneToFiveAndBack() {
    ProofPlan plan = ProofPlan.of(Story.SHIPPED);
    assertThat(plan.start()).isEqualTo(1);
    assertThat(plan.max()).isEqualTo(5);
    assertThat(plan.end()).isEqualTo(1);
    assertThat(plan.window()).hasMinutes(5);
    assertThat(plan.triggers()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'    name: vllm-sim\n  #', '    name: raw-vllm\n  #', Deployment inference/vllm-sim only",
    "'namespace: inference\nspec', 'namespace: serving\nspec', Deployment inference/vllm-sim only",
    "'maxReplicaCount: 5', 'maxReplicaCount: 1', leaves nothing to scale",
    "'namespace: inference\nspec', 'namespace: inference\n  annotations: {autoscaling.keda.sh/paused: \"true\"}\nspec', it is paused",
    "'threshold: \"5\"', 'threshold: 5', it must be text"
  })
  void whatCannotBeProvenIsRefusedByName(String what, String by, String message)
      throws IOException {
    String shipped = Files.readString(Story.SHIPPED);
    String changed = shipped.replace(what, by);
    assertThat(changed).isNotEqualTo(shipped);
    Path file = Files.writeString(folder.resolve("mine.yaml"), changed);
    assertThatThrownBy(() -> ProofPlan.of(file))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .hasFieldOrPropertyWithValue("status", 2);
  }

  @Test
  void rawVllmIsNeverScaledByAProof() {
    assertThatThrownBy(() -> ProofPlan.of(Path.of("../../serving/raw-vllm/scaledobject.yaml")))
        .hasMessageContaining("it scales Deployment serving/raw-vllm");
  }

  @Test
  void aFileThatIsNotThereIsWrongInput() {
    assertThatThrownBy(() -> ProofPlan.of(folder.resolve("none.yaml")))
        .hasMessageContaining("cannot be read")
        .hasFieldOrPropertyWithValue("status", 2);
  }

  @ParameterizedTest
  @CsvSource({"10s, 10", "1m30s, 90", "500ms, 0.5", "1h, 3600", "2m, 120"})
  void scrapeIntervalsAreReadAsPrometheusWritesThem(String text, double seconds) {
    assertThat(Preflight.seconds(text)).isEqualTo(seconds);
  }
}
