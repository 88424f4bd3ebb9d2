package dev.scaleproof.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.validation.Validation.Depth;
import dev.scaleproof.validation.invariant.Invariants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that this repository applies, as far as a JDK alone can tell. */
class ShippedManifestsTest {

  @Test
  void nothingIsWrong() {
    List<Path> roots =
        Stream.of("../serving", "../platform", "../e2e/overlays")
            .map(Path::of)
            .filter(Files::isDirectory)
            .toList();
    Validation validation = Validation.of(roots, new Depth.JdkAlone(), Invariants.ALL);
    assertThat(validation.problems()).isEmpty();
    // Of these there are schemas, but no models.
    assertThat(validation.unknownKinds())
        .isSubsetOf(
            "argoproj.io/v1alpha1 Application",
            "argoproj.io/v1alpha1 AppProject",
            "keda.sh/v1alpha1 TriggerAuthentication",
            "scaleproof.dev/v1alpha1 GpuLease");
    // So that a search that finds nothing does not pass.
    assertThat(validation.kustomizations()).isGreaterThanOrEqualTo(8);
    assertThat(validation.resources()).isGreaterThanOrEqualTo(50);
  }
}
