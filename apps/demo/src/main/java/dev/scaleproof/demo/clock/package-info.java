/**
 * Simulated time, which runs SPEED times as fast as the wall clock, and the one thread that follows
 * it.
 */
@NullMarked
package dev.scaleproof.demo.clock;

import org.jspecify.annotations.NullMarked;
