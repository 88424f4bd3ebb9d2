/** Other programs, run to their end. */
@NullMarked
package dev.scaleproof.validation.process;

import org.jspecify.annotations.NullMarked;
