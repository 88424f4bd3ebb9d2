package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Manifest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Manifests that are applied together.
 *
 * @param manifests one kustomization, or a file that is applied by itself
 * @param everything all manifests of the tree, which these may refer to
 */
public record Bundle(List<Manifest> manifests, List<Manifest> everything) {

  public Bundle {
    manifests = List.copyOf(manifests);
    everything = List.copyOf(everything);
  }

  /** Those of a kind that are applied together. */
  Stream<Manifest> all(String group, String kind) {
    return manifests.stream().filter(manifest -> manifest.is(group, kind));
  }

  /** What is in a namespace, applied together with these or not. */
  Stream<Manifest> in(String namespace) {
    // What is applied together comes first: an overlay's version of a resource before its base's.
    return Stream.concat(manifests.stream(), everything.stream())
        .filter(manifest -> manifest.namespace().equals(namespace));
  }
}
