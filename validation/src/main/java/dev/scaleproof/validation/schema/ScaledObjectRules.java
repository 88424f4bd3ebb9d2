package dev.scaleproof.validation.schema;

import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.List;
import java.util.Optional;

/**
 * ScaledObjects as KEDA's operator and its admission webhook read them, the metadata of triggers
 * included, which no schema covers.
 */
public final class ScaledObjectRules implements Schemas {

  @Override
  public Optional<List<Problem>> check(Manifest manifest) {
    if (!manifest.is("keda.sh", "ScaledObject")) {
      return Optional.empty();
    }
    try {
      ScaledObject.parse(manifest.tree().toString());
      return Optional.of(List.of());
    } catch (SpecException wrong) {
      String message = String.valueOf(wrong.getMessage());
      String prefix = wrong.field() + ": ";
      return Optional.of(
          List.of(
              new Problem(
                  manifest.file(),
                  manifest.title(),
                  wrong.field(),
                  message.startsWith(prefix) ? message.substring(prefix.length()) : message)));
    }
  }
}
