package dev.scaleproof.validation.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.manifest.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KustomizeToolTest {

  @Test
  void theVersionIsThatOfKustomize() {
    assertThat(KustomizeTool.lastVersion("Client Version: v1.36.3\nKustomize Version: v5.8.1\n"))
        .contains("v5.8.1");
    assertThat(KustomizeTool.lastVersion("v5.8.1\n")).contains("v5.8.1");
  }

  @Test
  void whatIsTooOldIsNotUsed() {
    assertThat(KustomizeTool.lastVersion("Client Version: v1.36.3\n")).isEmpty();
    assertThat(KustomizeTool.lastVersion("Client Version: v1.23.1\nKustomize Version: v4.5.7\n"))
        .isEmpty();
    assertThat(KustomizeTool.lastVersion("")).isEmpty();
  }

  @Test
  void whyItDoesNotRenderIsOneLine() {
    KustomizeTool tool =
        new KustomizeTool(
            List.of("sh", "-c", "printf 'first\\n  second\\n' >&2; exit 1"), "v5.0.0");
    List<Problem> problems = new ArrayList<>();
    Kustomization kustomization =
        new Kustomization(
            Path.of("a/kustomization.yaml"), List.of(), Set.of(), Set.of(), false, false);
    assertThat(tool.render(kustomization, problems::add)).isEmpty();
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly("a/kustomization.yaml: does not render: first; second");
  }
}
