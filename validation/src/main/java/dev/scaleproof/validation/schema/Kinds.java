package dev.scaleproof.validation.schema;

import dev.scaleproof.validation.manifest.Manifest;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** The kinds whose models are on the class path. Not thread-safe. */
public final class Kinds {
  private final KubernetesSerialization models = new KubernetesSerialization();

  /** The model of a manifest's kind. */
  Optional<Class<? extends KubernetesResource>> model(Manifest manifest) {
    return Optional.ofNullable(
        models.getRegisteredKubernetesResource(manifest.apiVersion(), manifest.kind()));
  }

  /** Whether resources of this kind are in a namespace; by its name if there is no model of it. */
  public boolean isNamespaced(Manifest manifest) {
    return model(manifest)
        .map(Namespaced.class::isAssignableFrom)
        .orElseGet(() -> !manifest.kind().startsWith("Cluster"));
  }
}
