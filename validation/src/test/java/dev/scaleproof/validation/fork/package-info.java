/** Tests of what a fork has to set. */
@NullMarked
package dev.scaleproof.validation.fork;

import org.jspecify.annotations.NullMarked;
