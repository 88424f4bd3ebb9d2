/** Kubernetes quantities and Go's number conversions, with their exact rounding and limits. */
@NullMarked
package dev.scaleproof.twin.quantity;

import org.jspecify.annotations.NullMarked;
