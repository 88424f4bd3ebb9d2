/** The simulator in a test: real HTTP, the real engine, and a clock that the test advances. */
@NullMarked
package dev.scaleproof.sim.junit;

import org.jspecify.annotations.NullMarked;
