package dev.scaleproof.validation.schema;

import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.List;
import java.util.Optional;

/** Knows the fields of kinds. */
@FunctionalInterface
public interface Schemas {

  /** What is wrong with a manifest's fields; empty if its kind is not known here. */
  Optional<List<Problem>> check(Manifest manifest);
}
