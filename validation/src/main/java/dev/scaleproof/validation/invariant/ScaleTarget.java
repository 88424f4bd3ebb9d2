package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Manifest;

/** What a scaler scales, in its own namespace. */
record ScaleTarget(String namespace, String kind, String name) {

  /** A ScaledObject's target is a Deployment unless it says otherwise. */
  static ScaleTarget ofScaledObject(Manifest scaler) {
    return of(scaler, "Deployment");
  }

  static ScaleTarget ofAutoscaler(Manifest autoscaler) {
    return of(autoscaler, "");
  }

  private static ScaleTarget of(Manifest scaler, String otherwise) {
    Field reference = scaler.field("spec", "scaleTargetRef");
    String kind = reference.get("kind").text();
    return new ScaleTarget(
        scaler.namespace(), kind.isEmpty() ? otherwise : kind, reference.get("name").text());
  }

  boolean isMet(Manifest manifest) {
    return manifest.kind().equals(kind)
        && manifest.name().equals(name)
        && manifest.namespace().equals(namespace);
  }

  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
