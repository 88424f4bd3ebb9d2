package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.stream.Stream;

/** What keeps a freshly applied repository from costing a GPU. */
final class GpuRules {
  private GpuRules() {}

  /** An absent count defaults to 1, and a paused scaler keeps whatever it finds. */
  static Stream<Problem> atZero(Bundle bundle) {
    return bundle.manifests().stream()
        .filter(GpuRules::wantsGpu)
        .filter(manifest -> manifest.kind().matches("Deployment|StatefulSet|ReplicaSet"))
        .map(manifest -> manifest.field("spec", "replicas"))
        .filter(replicas -> !replicas.is("0"))
        .map(
            replicas ->
                replicas.problem(
                    (replicas.exists() ? "is " + replicas.text() : "is absent, which means 1")
                        + "; a workload that asks for a GPU ships with 0"));
  }

  static Stream<Problem> scalerPaused(Bundle bundle) {
    return bundle
        .all("keda.sh", "ScaledObject")
        .filter(
            scaler ->
                bundle
                    .in(scaler.namespace())
                    .filter(target -> ScaleTarget.ofScaledObject(scaler).isMet(target))
                    .anyMatch(GpuRules::wantsGpu))
        .map(scaler -> scaler.field("metadata", "annotations", Pause.PAUSED))
        .filter(paused -> !paused.is("true"))
        .map(
            paused ->
                paused.problem(
                    (paused.exists() ? "is '" + paused.text() + "'" : "is absent")
                        + "; a scaler of GPUs ships with \"true\""));
  }

  private static boolean wantsGpu(Manifest manifest) {
    return PodTemplate.of(manifest).filter(PodTemplate::wantsGpu).isPresent();
  }

  /** KEDA's annotations. */
  static final class Pause {
    static final String PAUSED = "autoscaling.keda.sh/paused";
    private static final String ANY = PAUSED + "(-replicas|-scale-in|-scale-out)?";

    private Pause() {}

    /** All annotations that pause something. */
    static Stream<Field> all(Manifest scaler) {
      Field annotations = scaler.field("metadata", "annotations");
      return annotations.names().stream().filter(name -> name.matches(ANY)).map(annotations::get);
    }
  }
}
