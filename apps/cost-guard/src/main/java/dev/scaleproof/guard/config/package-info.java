/** Flags. */
@NullMarked
package dev.scaleproof.guard.config;

import org.jspecify.annotations.NullMarked;
