/** Readiness and graceful drain. */
@NullMarked
package dev.scaleproof.gateway.lifecycle;

import org.jspecify.annotations.NullMarked;
