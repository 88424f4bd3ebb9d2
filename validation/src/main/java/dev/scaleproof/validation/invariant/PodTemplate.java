package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pod that a manifest starts, whatever its kind. */
record PodTemplate(Field metadata, Field spec) {

  /** The pod of a manifest that starts one. */
  static Optional<PodTemplate> of(Manifest manifest) {
    return switch (manifest.kind()) {
      case "Pod" -> Optional.of(at(manifest.field()));
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
          Optional.of(at(manifest.field("spec", "template")));
      case "CronJob" -> Optional.of(at(manifest.field("spec", "jobTemplate", "spec", "template")));
      default -> Optional.empty();
    };
  }

  private static PodTemplate at(Field field) {
    return new PodTemplate(field.get("metadata"), field.get("spec"));
  }

  Map<String, String> labels() {
    return metadata.get("labels").texts();
  }

  /** Its containers, without those that only prepare. */
  List<Field> containers() {
    return spec.get("containers").elements();
  }

  /** Its containers, those that only prepare included. */
  Stream<Field> allContainers() {
    return Stream.concat(containers().stream(), spec.get("initContainers").elements().stream());
  }

  /** Whether it asks for a GPU. */
  boolean wantsGpu() {
    return allContainers()
        .anyMatch(
            container ->
                container.get("resources", "requests", "nvidia.com/gpu").exists()
                    || container.get("resources", "limits", "nvidia.com/gpu").exists());
  }
}
