/** The API server's clock, which all guards share. */
@NullMarked
package dev.scaleproof.guard.clock;

import org.jspecify.annotations.NullMarked;
