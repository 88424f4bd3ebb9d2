/** Rounds of looking, deciding and acting: over and over, or once. */
@NullMarked
package dev.scaleproof.guard.run;

import org.jspecify.annotations.NullMarked;
