package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A rule.
 *
 * @param name as its must-fail fixtures are called
 * @param check what breaks it among manifests that are applied together
 */
public record Invariant(String name, Function<Bundle, Stream<Problem>> check) {

  /** A rule for which no other manifest matters. */
  static Invariant ofEach(String name, Function<Manifest, Stream<Problem>> check) {
    return new Invariant(name, bundle -> bundle.manifests().stream().flatMap(check));
  }
}
