/** Checks manifests before a cluster sees them. */
@NullMarked
package dev.scaleproof.validation;

import org.jspecify.annotations.NullMarked;
