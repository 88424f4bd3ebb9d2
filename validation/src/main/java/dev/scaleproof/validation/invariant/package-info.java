/** Rules that every shipped manifest keeps, whatever else changes. */
@NullMarked
package dev.scaleproof.validation.invariant;

import org.jspecify.annotations.NullMarked;
