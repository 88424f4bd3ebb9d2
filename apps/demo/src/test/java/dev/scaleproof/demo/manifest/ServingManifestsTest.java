package dev.scaleproof.demo.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the shipped manifests, and on copies with one mistake each. */
class ServingManifestsTest {
  private static final Path SHIPPED = Path.of("../../serving");

  @TempDir Path serving;

  @BeforeEach
  void copy() throws IOException {
    for (String file :
        new String[] {
          "vllm-sim/deployment.yaml",
          "vllm-sim/scaledobject.yaml",
          "vllm-sim/hpa-cpu.yaml",
          "vllm-sim/servicemonitor.yaml",
          "raw-vllm/deployment.yaml"
        }) {
      Path copy = serving.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(SHIPPED.resolve(file), copy);
    }
  }

  private ServingManifests read() throws ManifestException {
    return ServingManifests.read(serving, serving.resolve("vllm-sim/scaledobject.yaml"));
  }

  private void change(String file, String from, String to) throws IOException {
    Path path = serving.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  void everyNumberComesFromAManifest() throws Exception {
    ServingManifests manifests = read();
    assertThat(manifests.simulator().arguments())
        .contains("--profile=L4", "--max-num-seqs=8")
        .noneMatch(argument -> argument.startsWith("--port") || argument.startsWith("--host"));
    assertThat(manifests.simulator().value("--max-num-seqs")).contains("8");
    assertThat(manifests.simulator().value("--seed")).isEmpty();
    assertThat(manifests.simulator().replicas()).isEqualTo(1);
    assertThat(manifests.scaledObject().maxReplicaCount()).isEqualTo(5);
    assertThat(manifests.cpuAutoscaler().maxReplicas()).isEqualTo(5);
    assertThat(manifests.cpuRequestMillicores()).isEqualTo(1000);
    assertThat(manifests.scrapeInterval()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void otherNumbersInManifestsAreFollowed() throws Exception {
    change("raw-vllm/deployment.yaml", "cpu: \"1\"", "cpu: 750m");
    change("vllm-sim/servicemonitor.yaml", "interval: 10s", "interval: 1m");
    change("vllm-sim/deployment.yaml", "spec:\n  # No", "spec:\n  replicas: 2\n  # No");
    ServingManifests manifests = read();
    assertThat(manifests.cpuRequestMillicores()).isEqualTo(750);
    assertThat(manifests.scrapeInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(manifests.simulator().replicas()).isEqualTo(2);
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    assertThatThrownBy(() -> ServingManifests.read(serving, serving.resolve("mine.yaml")))
        .isInstanceOf(ManifestException.class)
        .hasMessage(serving.resolve("mine.yaml") + ": no such file");
  }

  @Test
  void aFieldOfAScaledObjectIsNamedInOneLine() throws Exception {
    change("vllm-sim/scaledobject.yaml", "threshold: \"5\"", "threshold: many");
    assertThatThrownBy(this::read)
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("scaledobject.yaml: spec.triggers[0].metadata.threshold: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void textThatIsNotYamlIsOneLine() throws Exception {
    change("vllm-sim/deployment.yaml", "spec:", "spec: [");
    assertThatThrownBy(this::read)
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("deployment.yaml: not YAML: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void fieldsOfOtherManifestsAreNamedToo() throws Exception {
    change("vllm-sim/servicemonitor.yaml", "interval: 10s", "interval: often");
    assertThatThrownBy(this::read)
        .hasMessageContaining("spec.endpoints[0].interval: not a time such as 15s or 1m");
    change("raw-vllm/deployment.yaml", "cpu: \"1\"", "cpu: four");
    assertThatThrownBy(this::read).hasMessageContaining("resources.requests.cpu: not a CPU");
    change("vllm-sim/deployment.yaml", "- --profile=L4", "- profile L4");
    assertThatThrownBy(this::read).hasMessageContaining("args: 'profile L4' is not of the form");
  }
}
