package dev.scaleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofExitCodeTest {
  private static final String SCALED_OBJECT =
      "--scaled-object=../../serving/vllm-sim/scaledobject.yaml";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--users=0",
        "--users=many",
        "--requests-per-user=-1",
        "--ttft-bound=0",
        "--url=gateway:8080",
        "--colour=red",
        "--scaled-object=../../serving/raw-vllm/scaledobject.yaml"
      })
  void wrongInputIsTwo(String flag) {
    assertThat(Cluster.execute("proof", SCALED_OBJECT, flag, "--out=" + folder.resolve("out")))
        .isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void noClusterIsOne() {
    assertThat(
            Cluster.execute(
                "proof",
                SCALED_OBJECT,
                "--cluster=" + folder.resolve("none"),
                "--out=" + folder.resolve("out")))
        .isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
  }
}
