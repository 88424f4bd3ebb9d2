/** Kubernetes resources as they stand in YAML files. */
@NullMarked
package dev.scaleproof.validation.manifest;

import org.jspecify.annotations.NullMarked;
