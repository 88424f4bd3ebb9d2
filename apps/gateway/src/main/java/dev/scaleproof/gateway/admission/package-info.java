/** Bounded waiting of requests that no replica can take now. */
@NullMarked
package dev.scaleproof.gateway.admission;

import org.jspecify.annotations.NullMarked;
