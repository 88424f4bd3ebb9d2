/**
 * Checks JSON against a declared shape and words what is wrong as pydantic and vLLM 0.32 do. Knows
 * shapes, not what they are for.
 */
@NullMarked
package dev.scaleproof.sim.validation;

import org.jspecify.annotations.NullMarked;
