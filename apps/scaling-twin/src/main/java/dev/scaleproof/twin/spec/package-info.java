/**
 * Manifests, read strictly: what KEDA's or Kubernetes' admission would refuse is a {@code
 * SpecException}.
 */
@NullMarked
package dev.scaleproof.twin.spec;

import org.jspecify.annotations.NullMarked;
