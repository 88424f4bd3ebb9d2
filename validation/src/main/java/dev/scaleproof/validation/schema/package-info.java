/** Which fields a kind has, and of what type. */
@NullMarked
package dev.scaleproof.validation.schema;

import org.jspecify.annotations.NullMarked;
